import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Task } from '../protocol';
import { contestOf, type Contest } from './steps';

/** The part of onnxruntime-node that is used: it is no dependency of this package. */
interface Onnxruntime {
  env: { versions: { node?: string; common: string } };
  InferenceSession: { create(path: string, options: object): Promise<Session> };
  Tensor: new (type: 'float32', data: Float32Array, shape: number[]) => unknown;
}

interface Session {
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
}

/** Where onnxruntime-node lies, if it is installed beside this package or in `folder`. */
export function resolveOnnxruntime(folder?: string): string | undefined {
  const from = folder === undefined ? __filename : join(resolve(folder), 'package.json');
  try {
    return createRequire(from).resolve('onnxruntime-node');
  } catch {
    return undefined;
  }
}

/** The peer's model in onnxruntime-node. */
export async function byOnnxruntime({ net, batch, roundSeconds, onnx, onnxruntime }: Task): Promise<Contest> {
  const path = resolveOnnxruntime(onnxruntime);
  if (path === undefined || onnx === undefined)
    throw new Error('bench: onnxruntime-node or its model is missing');
  const ort = createRequire(__filename)(path) as Onnxruntime;
  const session = await ort.InferenceSession.create(onnx, {
    intraOpNumThreads: 2,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  const [height, width, channels] = net.input;
  const values = Float32Array.from({ length: batch * height * width * channels }, (_, i) => Math.sin(i));
  const images = new ort.Tensor('float32', values, [batch, channels, height, width]);
  const run = async () => {
    const { probabilities } = await session.run({ images });
    if (probabilities === undefined) throw new Error('bench: the ONNX model has no probabilities');
  };
  const version = ort.env.versions.node ?? ort.env.versions.common;
  return contestOf({ run }, roundSeconds, { versions: { 'onnxruntime-node': version } });
}
