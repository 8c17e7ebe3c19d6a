import type { EngineName } from '../src/engine/engine';
import type { Kind } from './protocol';

/** What runs a contestant: this folder's contest/, a script of peers/, or for ONNX either. */
export type Runner = 'node' | 'keras' | 'torch' | 'onnx';

export interface Contestant {
  id: string;
  label: string;
  runner: Runner;
  /** Where tfjs computes. */
  engine?: EngineName;
  /** The only nets that it is held on; all unless told. */
  nets?: readonly string[];
  /** The only size of a batch that it is held at; all unless told. */
  batch?: number;
  /** Of libtensorflow; as many as everybody unless told. */
  threads?: number;
}

const KERAS = { id: 'keras', label: 'Keras', runner: 'keras' } as const;
const TORCH = { id: 'torch', label: 'PyTorch', runner: 'torch' } as const;
const native = { runner: 'node', engine: 'tensorflow' } as const;
const wasm = { runner: 'node', engine: 'wasm' } as const;

export const CONTESTANTS: Record<Kind, readonly Contestant[]> = {
  train: [
    { ...native, id: 'graph', label: 'convzoo' },
    { ...native, id: 'augmented', label: 'convzoo, crop and flip', nets: ['resnet20'] },
    { ...native, id: 'eager', label: 'convzoo, eager' },
    { ...native, id: 'plain', label: 'tfjs-node, model.fit' },
    KERAS,
    TORCH,
    { ...wasm, id: 'wasm', label: 'convzoo, wasm', nets: ['lenet5', 'tutorial-lenet', 'resnet20'] },
    { ...wasm, id: 'wasm-tfjs-norm', label: "convzoo, wasm, tfjs's batch norm", nets: ['resnet20'] },
  ],
  predict: [
    { ...native, id: 'graph', label: 'convzoo' },
    { ...native, id: 'single', label: 'convzoo, one thread', batch: 1, threads: 1 },
    { ...native, id: 'eager', label: 'convzoo, model.predict' },
    { ...native, id: 'plain', label: 'tfjs-node, model.predict' },
    KERAS,
    TORCH,
    { id: 'onnxruntime', label: 'onnxruntime', runner: 'onnx' },
    { ...wasm, id: 'wasm', label: 'convzoo, wasm', nets: ['lenet5', 'resnet20'] },
    { ...wasm, id: 'wasm-plain', label: 'tfjs, wasm, model.predict', nets: ['lenet5', 'resnet20'] },
  ],
};

/** What is held unless models are named, and at which sizes of a batch. */
export const CONTESTS: Record<Kind, readonly { net: string; batches: readonly number[] }[]> = {
  train: ['lenet5', 'tutorial-lenet', 'resnet20', 'vgg16', 'squeezenet', 'mobilenet', 'shufflenet'].map(
    (net) => ({ net, batches: [128] }),
  ),
  predict: [
    ...['lenet5', 'resnet20', 'vgg16', 'squeezenet', 'mobilenet', 'shufflenet'].map((net) => ({
      net,
      batches: [1, 128],
    })),
    { net: 'resnet50', batches: [1] },
  ],
};

/** The contestants that are held on a net at a size of a batch. */
export function contestantsOf(kind: Kind, contest: { net: string; batch: number }): Contestant[] {
  return CONTESTANTS[kind].filter(
    ({ nets, batch }) => (nets?.includes(contest.net) ?? true) && (batch ?? contest.batch) === contest.batch,
  );
}
