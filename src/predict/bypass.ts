import type { LayerGraph, Value } from './layer-graph';

/**
 * A graph in which whatever read one value reads another, made before it. What then nobody needs any more is left out.
 * The graph that is given stays as it is.
 */
export function bypass(graph: LayerGraph, skipped: Value, by: Value): LayerGraph {
  const read = (value: Value) => (value === skipped ? by : value);
  const output = read(graph.output);
  const needed = new Set([output]);
  const calls = graph.calls
    .map((call) => ({ ...call, inputs: call.inputs.map(read) }))
    .reverse()
    .filter(({ inputs, outputs }) => {
      if (!outputs.some((value) => needed.has(value))) return false;
      inputs.forEach((value) => needed.add(value));
      return true;
    })
    .reverse();
  return { ...graph, calls, output };
}
