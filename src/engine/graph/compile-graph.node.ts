import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../errors';
import type { Compiled, CompileOptions, Step } from '../compile';
import { handlesOf } from '../node-backend';
import { processorHasBfloat16 } from '../processor.node';
import { inBfloat16 } from './bfloat16.node';
import {
  after,
  assignment,
  constantNode,
  dataType,
  initNodes,
  isUniform,
  opNode,
  placeholder,
  updateNodes,
  updatedReader,
  variableNodes,
} from './nodes.node';
import { isSame, record, type RecordedOp, type Recording } from './recorder.node';
import type { NodeDef } from './schema.node';
import { Session } from './session.node';

/** Numbers in a constant: a larger one is a feature map or a mask, and ought to be fed. */
const LARGEST_CONSTANT = 65_536;

/**
 * Records a step and replays it as one TensorFlow graph. The first run makes the graph, for feeds of the shapes
 * that it gets; the variables then live in the graph's session.
 *
 * A step is recorded twice, and the variables are set back after each: a number that differs between the two
 * recordings would be frozen in the graph, so it is an error that names the operation that reads it.
 */
export function compileGraph(
  variables: readonly tf.Variable[],
  step: Step,
  { precision }: CompileOptions = {},
): Compiled {
  return new CompiledGraph(variables, step, precision === 'bfloat16' && processorHasBfloat16());
}

class CompiledGraph implements Compiled {
  #graph: { session: Session; feeds: string; results: string[] } | undefined;
  /** Whether the session has values that the variables lack. */
  #isAhead = false;
  /** Handles of the variables' values when the session last had the same ones. */
  #shared: number[] = [];

  constructor(
    private readonly variables: readonly tf.Variable[],
    private readonly step: Step,
    private readonly isMixed: boolean,
  ) {}

  run(feeds: tf.Tensor[]): tf.Tensor[] {
    const graph = (this.#graph ??= this.#build(feeds));
    if (graph.feeds !== signature(feeds)) {
      throw new ConvzooError(`graph: made for feeds of ${graph.feeds}, got ${signature(feeds)}`);
    }
    if (!this.#isAhead) this.#push(graph.session);
    this.#isAhead = true;
    return graph.session.run(new Map(feeds.map((feed, i) => [`x${i}`, feed])), graph.results);
  }

  pull(): void {
    if (this.#graph === undefined || !this.#isAhead) return;
    const names = this.variables.map((_, i) => `r${i}`);
    const values = this.#graph.session.run(new Map(), names);
    this.variables.forEach((variable, i) => variable.assign(values[i] as tf.Tensor));
    tf.dispose(values);
    this.#shared = handlesOf(this.variables);
    this.#isAhead = false;
  }

  /** Gives the session the values of variables that were written since it had the same ones. */
  #push(session: Session): void {
    const handles = handlesOf(this.variables);
    if (handles.every((handle, i) => handle === this.#shared[i])) return;
    const values = new Map(this.variables.map((variable, i) => [`iv${i}`, variable as tf.Tensor]));
    tf.dispose(session.run(values, ['init']));
    this.#shared = handles;
  }

  dispose(): void {
    this.#graph?.session.dispose();
    this.#graph = undefined;
  }

  #build(feeds: tf.Tensor[]): { session: Session; feeds: string; results: string[] } {
    separate(this.variables);
    const first = this.#record(feeds);
    const second = this.#record(feeds);
    checkConstants(first, second);
    const { nodes, results, shapes } = graphOf(first, this.variables, feeds);
    const session = new Session(this.isMixed ? inBfloat16(nodes, shapes) : nodes);
    return { session, feeds: signature(feeds), results };
  }

  /** The operations of one step; the variables keep their values. */
  #record(feeds: tf.Tensor[]): StepRecording {
    const before = tf.tidy(() => this.variables.map((variable) => variable.clone()));
    const variables = handlesOf(this.variables);
    const inputs = handlesOf(feeds);
    let results: number[] = [];
    let updated: number[] = [];
    try {
      const recording = record(() =>
        tf.tidy(() => {
          const outputs = this.step(feeds);
          results = handlesOf(outputs);
          updated = handlesOf(this.variables);
          tf.dispose(outputs);
        }),
      );
      return { ...recording, variables, inputs, results, updated };
    } finally {
      this.variables.forEach((variable, i) => variable.assign(before[i] as tf.Tensor));
      tf.dispose(before);
    }
  }
}

interface StepRecording extends Recording {
  /** Handles of the variables' values before the step. */
  variables: number[];
  /** And after it. */
  updated: number[];
  /** Handles of the feeds. */
  inputs: number[];
  results: number[];
}

/** Gives each variable a tensor of its own: a variable made of another's clone shares that one's. */
function separate(variables: readonly tf.Variable[]): void {
  const seen = new Set<number>();
  for (const variable of variables) {
    const [handle = NaN] = handlesOf([variable]);
    if (seen.has(handle))
      tf.tidy(() => variable.assign(tf.tensor(variable.dataSync().slice(), variable.shape)));
    seen.add(handle);
  }
}

function signature(tensors: readonly tf.Tensor[]): string {
  return tensors.map(({ dtype, shape }) => `${dtype}[${shape.join(', ')}]`).join(' ');
}

/** Constants must be small and the same each time. */
function checkConstants(first: StepRecording, second: StepRecording): void {
  first.ops.forEach((op, i) => {
    const again = second.ops[i];
    if (again?.name !== op.name) {
      throw new ConvzooError(
        `graph: a step must do the same each time; it did ${op.name}, then ${again?.name}`,
      );
    }
    op.inputs.forEach((handle, k) => {
      const constant = first.constants.get(handle);
      if (constant === undefined) return;
      if (constant.values.length > LARGEST_CONSTANT && !isUniform(constant)) {
        throw new ConvzooError(
          `graph: ${op.name} reads a constant of [${constant.shape.join(', ')}], which would be frozen in the ` +
            'graph; it must be fed, or computed from what is fed; or run the step eagerly (Trainer: { eager: true })',
        );
      }
      const other = second.constants.get(again.inputs[k] ?? NaN);
      if (!isSame(constant, other)) {
        throw new ConvzooError(
          `graph: ${op.name} reads a constant that changes from step to step and would be frozen in the graph; ` +
            'it must be fed, random numbers too; or run the step eagerly (Trainer: { eager: true })',
        );
      }
    });
  });
}

function graphOf(
  { ops, constants, variables, updated, inputs, results }: StepRecording,
  originals: readonly tf.Variable[],
  feeds: readonly tf.Tensor[],
): { nodes: NodeDef[]; results: string[]; shapes: Map<string, number[]> } {
  const nodes: NodeDef[] = originals.flatMap(({ shape }, i) => variableNodes(i, shape));
  const placeOf = new Map<number, string>();
  variables.forEach((handle, i) => placeOf.set(handle, `r${i}`));
  inputs.forEach((handle, i) => {
    const feed = feeds[i] as tf.Tensor;
    nodes.push(placeholder(`x${i}`, feed.shape, feed.dtype === 'int32' ? 3 : 1));
    placeOf.set(handle, `x${i}`);
  });

  const place = (handle: number, op: RecordedOp): string => {
    const known = placeOf.get(handle);
    if (known !== undefined) return known;
    const constant = constants.get(handle);
    if (constant === undefined) {
      throw new ConvzooError(
        `graph: ${op.name} reads a tensor that is neither fed, nor a variable, nor made in the step`,
      );
    }
    const name = `c${handle}`;
    nodes.push(constantNode(name, constant));
    placeOf.set(handle, name);
    return name;
  };

  const typeOf = new Map<string, number>();
  const shapes = new Map<string, number[]>();
  const updates: string[] = [];
  ops.forEach((op, index) => {
    const name = `n${index}`;
    const input = op.inputs.map((handle) => place(handle, op));
    if (op.written !== undefined) {
      const written = op.written.before.map((handle) => variables.indexOf(handle));
      nodes.push(...updateNodes(name, op, written, input));
      op.written.after.forEach((handle, i) => placeOf.set(handle, updatedReader(name, written[i] ?? NaN)));
      updates.push(name);
      return;
    }
    nodes.push(opNode(name, op, input));
    op.outputs.forEach(({ id, dtype, shape }, i) => {
      const output = i === 0 ? name : `${name}:${i}`;
      placeOf.set(id, output);
      typeOf.set(output, dataType(dtype));
      shapes.set(output, shape);
    });
  });

  const inPlace = new Set(ops.flatMap(({ written }) => written?.after ?? []));
  const assigned = updated.flatMap((handle, i) =>
    handle === variables[i] || inPlace.has(handle) ? [] : [i],
  );
  for (const i of assigned) nodes.push(assignment(i, placeOf.get(updated[i] ?? NaN) ?? ''));
  const done = [...assigned.map((i) => `a${i}`), ...updates];
  results.forEach((handle, i) => {
    const output = placeOf.get(handle) ?? '';
    nodes.push(after(`y${i}`, output, typeOf.get(output) ?? 1, done));
  });
  nodes.push(...initNodes(originals.length));
  return { nodes, shapes, results: results.map((_, i) => `y${i}`) };
}
