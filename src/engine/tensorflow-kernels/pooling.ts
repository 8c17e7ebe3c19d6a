import * as tf from '@tensorflow/tfjs';
import type { NodeBackend } from '../node-backend';
import { addKernel, addLibraryKernel, encoded, FLOATS, type Attributes } from './library';

/**
 * tfjs's `MaxPoolWithArgmax`, which tfjs-node lacks; `MaxUnpool`, which puts values at their indices in images
 * of zeros; and `BatchGather`, which takes a row's values at the indices given for the row.
 */
export function addMaxPoolWithArgmax(): void {
  addLibraryKernel<'x', tf.MaxPoolWithArgmaxAttrs>(tf.MaxPoolWithArgmax, ({ x }, attrs) => ({
    inputs: [x],
    attributes: {
      ...windows(attrs.filterSize, attrs.strides, attrs.pad),
      Targmax: ['TYPE', 'int32'],
      include_batch_in_index: ['BOOL', attrs.includeBatchInIndex],
    },
    outputs: 2,
  }));
  tf.registerKernel({ kernelName: 'MaxUnpool', backendName: 'tensorflow', kernelFunc: maxUnpool as never });
  addKernel<'x' | 'indices'>('BatchGather', 'GatherV2', ({ x, indices }) => ({
    inputs: [x, indices, tf.scalar(1, 'int32')],
    attributes: {
      batch_dims: ['INT', 1],
      Tparams: ['TYPE', 'float32'],
      Tindices: ['TYPE', 'int32'],
      Taxis: ['TYPE', 'int32'],
    },
  }));
}

interface MaxUnpoolCall {
  inputs: Record<'values' | 'indices', tf.TensorInfo>;
  /** `size` of the windows, square and side by side. */
  attrs: { size: number };
  backend: NodeBackend;
}

/** The library takes its indices as int64, which tfjs has no type for. */
function maxUnpool({ inputs: { values, indices }, attrs: { size }, backend }: MaxUnpoolCall): tf.Tensor {
  const { binding } = backend;
  const [batch = 0, height = 0, width = 0, channels = 0] = values.shape;
  return tf.tidy(() => {
    const images = tf.fill([batch, height * size, width * size, channels], 0);
    const toInt64 = encoded({ SrcT: ['TYPE', 'int32'], DstT: ['TYPE', 'int64'] }, backend);
    const wide = binding.executeOp('Cast', toInt64, backend.getInputTensorIds([indices]), 1);
    const attributes: Attributes = {
      ...windows(size, size, 'valid'),
      Targmax: ['TYPE', 'int64'],
      include_batch_in_index: ['BOOL', false],
    };
    const inputs = [...backend.getInputTensorIds([images, values]), ...wide.map(({ id }) => id)];
    const [output] = binding.executeOp('MaxPoolGradWithArgmax', encoded(attributes, backend), inputs, 1);
    wide.forEach(({ id }) => binding.deleteTensor(id));
    if (output === undefined) throw new Error('max unpooling: the library gave no output');
    return backend.createOutputTensor(output);
  });
}

function windows(
  filterSize: number | [number, number],
  strides: number | [number, number],
  pad: 'same' | 'valid' | number,
): Attributes {
  const both = (length: number | [number, number]) =>
    typeof length === 'number' ? [1, length, length, 1] : [1, ...length, 1];
  return {
    ...FLOATS,
    ksize: ['INT', both(filterSize)],
    strides: ['INT', both(strides)],
    padding: ['STRING', String(pad).toUpperCase()],
  };
}
