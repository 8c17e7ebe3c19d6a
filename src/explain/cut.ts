import type * as tf from '@tensorflow/tfjs';
import { runCall, tensorOf, type LayerCall, type LayerGraph, type Value } from '../predict/layer-graph';

/** A model's inference for one input, cut in two at a value inside. */
export interface Cut {
  /** The value. */
  at: tf.Tensor;
  /** What the model gives where the value is another. It can be differentiated. */
  rest(at: tf.Tensor): tf.Tensor;
}

/**
 * Cuts a model at a value that its output depends on. Whatever does not depend on that value is computed once.
 * To be called inside of `tf.tidy`, which frees what it made.
 */
export function cutAt(graph: LayerGraph, value: Value, input: tf.Tensor): Cut {
  const behind = callsBehind(graph, value);
  const tensors = new Map([[graph.input, input]]);
  runAll(
    graph.calls.filter((call) => !behind.has(call)),
    tensors,
  );
  return {
    at: tensorOf(value, tensors),
    rest: (at) => {
      const all = new Map(tensors).set(value, at);
      runAll(behind, all);
      return tensorOf(graph.output, all);
    },
  };
}

/** The calls that read the value, or what was made of it. */
function callsBehind({ calls }: LayerGraph, value: Value): Set<LayerCall> {
  const reached = new Set([value]);
  const behind = calls.filter(({ inputs, outputs }) => {
    const isReached = inputs.some((input) => reached.has(input));
    if (isReached) outputs.forEach((output) => reached.add(output));
    return isReached;
  });
  return new Set(behind);
}

function runAll(calls: Iterable<LayerCall>, tensors: Map<Value, tf.Tensor>): void {
  for (const call of calls) {
    const made = runCall(
      call,
      call.inputs.map((each) => tensorOf(each, tensors)),
    );
    call.outputs.forEach((output, i) => tensors.set(output, made[i] as tf.Tensor));
  }
}
