import * as tf from '@tensorflow/tfjs';
import { messageOf } from '../../errors';
import type { Computation, Frozen } from '../freeze';
import { frozenNodes } from './frozen-nodes.node';
import { Session } from './session.node';

/** Graphs kept at a time: each has its constants. */
const MOST_GRAPHS = 4;

/**
 * Replays a computation as one TensorFlow graph that has its tensors in it.
 *
 * One graph serves batches of every size where that is possible. Where it isn't, each size has its own, and of
 * all graphs the four used last are kept. A computation that can't become a graph, because it reads values or
 * draws random numbers, is run operation by operation; a warning says so, once.
 */
export function freezeGraph(make: () => Computation): Frozen {
  return new FrozenGraph(make);
}

class FrozenGraph implements Frozen {
  /** By the input's shape, `?` for a batch of any size; the one used last is the last. */
  readonly #sessions = new Map<string, Session>();
  #eager: Computation | undefined;

  constructor(private readonly make: () => Computation) {}

  run(x: tf.Tensor): tf.Tensor {
    if (this.#eager !== undefined) return this.#eager.run(x);
    const session = this.#find(anyBatch(x)) ?? this.#find(exactly(x));
    return session === undefined ? this.#runFirst(x) : output(session, x);
  }

  dispose(): void {
    this.#eager?.dispose();
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }

  #find(key: string): Session | undefined {
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    return session;
  }

  #runFirst(x: tf.Tensor): tf.Tensor {
    const computation = this.make();
    let session: Session | undefined;
    let y: tf.Tensor;
    try {
      const { nodes, variables, takesAnyBatch } = frozenNodes(computation, x);
      session = new Session(nodes);
      if (variables.length > 0) initialise(session, variables);
      y = output(session, x);
      this.#keep(takesAnyBatch ? anyBatch(x) : exactly(x), session);
    } catch (error) {
      session?.dispose();
      return this.#runWithout(computation, x, error);
    }
    computation.dispose();
    return y;
  }

  /** Where what went wrong was the computation itself, that throws again. */
  #runWithout(computation: Computation, x: tf.Tensor, reason: unknown): tf.Tensor {
    let result: tf.Tensor;
    try {
      result = computation.run(x);
    } catch (error) {
      computation.dispose();
      throw error;
    }
    console.warn(`convzoo: predicting operation by operation, not as one graph: ${messageOf(reason)}`);
    this.dispose();
    this.#eager = computation;
    return result;
  }

  #keep(key: string, session: Session): void {
    this.#sessions.set(key, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size <= MOST_GRAPHS || oldest === undefined) return;
    this.#sessions.get(oldest)?.dispose();
    this.#sessions.delete(oldest);
  }
}

function initialise(session: Session, variables: tf.Tensor[]): void {
  tf.dispose(session.run(new Map(variables.map((tensor, i) => [`iv${i}`, tensor])), ['init']));
}

function output(session: Session, x: tf.Tensor): tf.Tensor {
  const [y] = session.run(new Map([['x', x]]), ['y']);
  if (y === undefined) throw new Error('frozen graph: it gave no output');
  return y;
}

function exactly({ dtype, shape }: tf.Tensor): string {
  return `${dtype} ${shape.join()}`;
}

function anyBatch({ dtype, shape: [, ...shape] }: tf.Tensor): string {
  return `${dtype} ${['?', ...shape].join()}`;
}
