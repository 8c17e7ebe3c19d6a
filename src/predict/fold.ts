import * as tf from '@tensorflow/tfjs';
import { activationOf } from './activation';
import { runCall, type LayerCall, type LayerGraph, type Value } from './layer-graph';
import { linearOf, paddingOf, takesPadding, type Linear, type Own, type Padding } from './linear';
import { isNorm, normOf } from './norm';

/** Something computed of values. */
export interface Step {
  inputs: Value[];
  outputs: Value[];
  run(inputs: tf.Tensor[]): tf.Tensor[];
}

/** A model's inference. */
export interface Folded {
  input: Value;
  steps: Step[];
  output: Value;
  /** Tensors of its own, beside the model's weights; the caller disposes of them. */
  tensors: tf.Tensor[];
}

/**
 * A model's inference with fewer operations: a batch norm behind a convolution or
 * dense layer becomes part of that one's weights, and an activation behind them part of its operation, as a padding
 * of zeros before a convolution does. Layers that aren't known are called as they are. The weights are those of the
 * moment.
 */
export function fold(graph: LayerGraph): Folded {
  const tensors: tf.Tensor[] = [];
  const own: Own = (tensor) => {
    tensors.push(tf.keep(tensor));
    return tensor;
  };
  const only = onlyReaders(graph);
  const folded = new Set<LayerCall>();
  const paddings = new Map<Value, { padding: Padding; input: Value }>();
  const steps: Step[] = [];
  tf.tidy(() => {
    for (const call of graph.calls) {
      if (folded.has(call)) continue;
      const [input, output] = [call.inputs[0], call.outputs[0]] as [Value, Value];
      const padding = paddingOf(call);
      const reader = only.get(output);
      if (padding !== undefined && reader !== undefined && takesPadding(reader)) {
        paddings.set(output, { padding, input });
        continue;
      }
      const padded = paddings.get(input);
      const linear = linearOf(call, padded?.padding);
      if (linear === undefined) steps.push(asItIs(call));
      else {
        const { step, behind } = foldedStep(call, linear, only, own);
        steps.push(padded === undefined ? step : { ...step, inputs: [padded.input] });
        behind.forEach((each) => folded.add(each));
      }
    }
  });
  return { ...graph, steps, tensors };
}

function asItIs(call: LayerCall): Step {
  return { inputs: call.inputs, outputs: call.outputs, run: (tensors) => runCall(call, tensors) };
}

/** The call with what stands behind it, as far as nothing else reads what lies between. */
function foldedStep(
  call: LayerCall,
  { kernel, bias, activation, factorShape, bind }: Linear,
  only: Map<Value, LayerCall>,
  own: Own,
): { step: Step; behind: LayerCall[] } {
  const behind: LayerCall[] = [];
  const next = (): LayerCall | undefined => only.get(((behind.at(-1) ?? call).outputs as [Value])[0]);
  const weights = { kernel, bias, activation };
  const norm = next();
  if (weights.activation === undefined && norm !== undefined && isNorm(norm)) {
    const { scale, offset } = normOf(norm.layer);
    weights.kernel = own(tf.mul(kernel, tf.reshape(scale, factorShape)));
    weights.bias = own(bias === undefined ? offset : tf.add(offset, tf.mul(bias, scale)));
    behind.push(norm);
  }
  const last = next();
  const following = last && activationOf(last.layer);
  if (weights.activation === undefined && last !== undefined && following !== undefined) {
    weights.activation = following;
    behind.push(last);
  }
  const operation = bind(weights, own);
  const { outputs } = behind.at(-1) ?? call;
  return { step: { inputs: call.inputs, outputs, run: ([x]) => [operation(x as tf.Tensor)] }, behind };
}

/** For each value that only one call reads, once, that call. */
function onlyReaders({ calls }: LayerGraph): Map<Value, LayerCall> {
  const only = new Map<Value, LayerCall>();
  const read = new Set<Value>();
  for (const call of calls) {
    for (const value of call.inputs) {
      if (read.has(value)) only.delete(value);
      else only.set(value, call);
      read.add(value);
    }
  }
  return only;
}
