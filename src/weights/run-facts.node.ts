import { availableParallelism, cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import type { RunFacts } from '../card';
import { nodeBackend } from '../engine/node-backend';
import type { EngineVersions } from '../engine/engine';

/**
 * What a card tells of the place and the day of a run that ends now.
 *
 * @param engine that the run was on; the one that runs now unless told
 */
export function factsOfPlace(
  { name, version, libtensorflow }: EngineVersions & { name: string } = engineNow(),
): Pick<RunFacts, 'engine' | 'machine' | 'date'> {
  return {
    engine: { name, version, ...(libtensorflow !== undefined && { libtensorflow }) },
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() },
    date: new Date().toISOString().slice(0, 10),
  };
}

function engineNow(): EngineVersions & { name: string } {
  const name = tf.getBackend();
  const running = { name, version: tf.version.tfjs };
  return name === 'tensorflow' ? { ...running, libtensorflow: nodeBackend().binding.TF_Version } : running;
}
