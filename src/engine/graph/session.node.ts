import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { nodeBackend } from '../node-backend';
import { encodeSavedModel, type NodeDef } from './schema.node';

/** A graph that the library has loaded, with the values of its variables. */
export class Session {
  readonly #id: number;

  constructor(nodes: NodeDef[]) {
    const folder = mkdtempSync(join(tmpdir(), 'convzoo-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
      this.#id = nodeBackend().loadSavedModelMetaGraph(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** @param feeds tensors by the placeholder's name; @returns the named outputs, which the caller disposes of */
  run(feeds: ReadonlyMap<string, tf.Tensor>, outputs: string[]): tf.Tensor[] {
    const infos = [...feeds.keys()].map((name) => ({ name: `${name}:0`, tfDtype: '' }));
    const names = outputs.map((name) => `${name}:0`);
    return nodeBackend().runSavedModel(this.#id, [...feeds.values()], infos, names);
  }

  dispose(): void {
    nodeBackend().deleteSavedModel(this.#id);
  }
}
