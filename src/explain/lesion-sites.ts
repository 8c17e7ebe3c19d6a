import { activationOf } from '../predict/activation';
import type { LayerCall, LayerGraph, NamedGraph, Value } from '../predict/layer-graph';
import { paddingOf } from '../predict/linear';
import { isNorm } from '../predict/norm';

/** A part of a net that can be dropped: what read its output then reads what stands beside or before it. */
export interface LesionSite {
  name: string;
  output: Value;
  /** Has the output's shape. */
  shortcut: Value;
}

export interface LesionSites {
  kind: 'residual block' | 'convolution';
  sites: LesionSite[];
  /** Names of those that can't be dropped, because they change the shape. */
  kept: string[];
}

/**
 * Where a net can be hurt: one with residual blocks at their additions, which then give their shortcut; a plain chain
 * of layers at its convolutions, each with the batch norm and activation behind it. Undefined for other nets.
 */
export function lesionSites(graph: NamedGraph): LesionSites | undefined {
  const names = namesOf(graph);
  const blocks = residualBlocks(graph, names);
  if (blocks.length > 0) return { kind: 'residual block', sites: blocks, kept: [] };
  return isChain(graph) ? { kind: 'convolution', ...convolutions(graph, names) } : undefined;
}

type Names = ReadonlyMap<Value, string>;

/** For each value the name of the layer that makes it, without the blocks that end with that layer. */
function namesOf({ values }: NamedGraph): Names {
  return new Map([...values].reverse().map(([name, value]) => [value, name]));
}

function residualBlocks({ calls }: LayerGraph, names: Names): LesionSite[] {
  const places = new Map(calls.flatMap(({ outputs }, i) => outputs.map((output) => [output, i] as const)));
  return calls.flatMap(({ layer, inputs, outputs: [output] }): LesionSite[] => {
    const [first, second, ...others] = inputs;
    if (layer.getClassName() !== 'Add' || first === undefined || second === undefined || others.length > 0)
      return [];
    const shortcut = shortcutOf(first, second, { calls, places });
    if (output === undefined || shortcut === undefined || !isAlike(shortcut, output)) return [];
    const name = (names.get(output) ?? layer.name).replace(/(?<=.)[/_]add$/, '');
    const isRectified = isRelu(calls[places.get(shortcut) ?? NaN]);
    return [{ name, output: isRectified ? behindRelu(output, calls) : output, shortcut }];
  });
}

/** What a ReLU that alone reads a value makes of it, else the value: to what passed a ReLU before it does nothing. */
function behindRelu(value: Value, calls: LayerCall[]): Value {
  const [reader, ...others] = calls.filter(({ inputs }) => inputs.includes(value));
  return (others.length === 0 && isRelu(reader) && reader?.outputs[0]) || value;
}

function isRelu(call: LayerCall | undefined): boolean {
  return call !== undefined && activationOf(call.layer)?.name === 'relu';
}

/** Bits for the ways that lead to two values. */
const [FIRST, SECOND, BOTH] = [1, 2, 3] as const;

/**
 * Of two values that are added the one that fewer layers with weights have made since their ways parted; undefined where
 * as many have made both.
 */
function shortcutOf(
  first: Value,
  second: Value,
  { calls, places }: { calls: LayerCall[]; places: ReadonlyMap<Value, number> },
): Value | undefined {
  const layers = { [FIRST]: 0, [SECOND]: 0 };
  // From the calls made last to the first, until only such are left that stand before both.
  const ways = new Map<number, number>();
  const follow = (value: Value, way: number) => {
    const place = places.get(value) ?? -1;
    ways.set(place, (ways.get(place) ?? 0) | way);
  };
  follow(first, FIRST);
  follow(second, SECOND);
  while ([...ways.values()].some((way) => way !== BOTH)) {
    const place = Math.max(...ways.keys());
    const way = ways.get(place) ?? 0;
    const call = calls[place];
    if (call === undefined) return undefined;
    ways.delete(place);
    if ((way === FIRST || way === SECOND) && call.layer.weights.length > 0) layers[way] += 1;
    call.inputs.forEach((value) => follow(value, way));
  }
  if (layers[FIRST] === layers[SECOND]) return undefined;
  return layers[FIRST] < layers[SECOND] ? first : second;
}

function isChain({ input, calls }: LayerGraph): boolean {
  return calls.every(({ inputs }, i) => {
    const before = i === 0 ? input : calls[i - 1]?.outputs[0];
    return inputs.length === 1 && inputs[0] === before;
  });
}

function convolutions({ calls }: LayerGraph, names: Names): Pick<LesionSites, 'sites' | 'kept'> {
  const sites: LesionSite[] = [];
  const kept: string[] = [];
  calls.forEach((call, i) => {
    if (!isConvolution(call)) return;
    const { name, output, shortcut } = convolutionAt(i, calls, names);
    if (isAlike(shortcut, output)) sites.push({ name, output, shortcut });
    else kept.push(name);
  });
  return { sites, kept };
}

function isConvolution({ layer, outputs }: LayerCall): boolean {
  const hasKernel = layer.weights.some(({ originalName }) => originalName.includes('kernel'));
  return hasKernel && outputs[0]?.shape.length === 4;
}

/** From the padding before a convolution to the norms and activations behind it. */
function convolutionAt(place: number, calls: LayerCall[], names: Names): LesionSite {
  const before = calls[place - 1];
  const behind = calls.slice(place + 1);
  const end = behind.findIndex((call) => !isNorm(call) && activationOf(call.layer) === undefined);
  const parts = calls.slice(place, place + 1 + (end === -1 ? behind.length : end));
  const [first, last] = [parts[0], parts.at(-1)];
  const shortcut = (before && paddingOf(before) ? before : first)?.inputs[0];
  const [made, output] = [first?.outputs[0], last?.outputs[0]];
  if (first === undefined || shortcut === undefined || made === undefined || output === undefined)
    throw new Error(`there is no call ${place}`);
  return { name: names.get(made) ?? first.layer.name, output, shortcut };
}

function isAlike(a: Value, b: Value): boolean {
  return a.shape.join() === b.shape.join();
}
