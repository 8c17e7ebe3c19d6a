/** What computes the tensors: libtensorflow (tfjs-node), WebAssembly, plain JavaScript, or a GPU through WebGPU. */
export const ENGINE_NAMES = ['tensorflow', 'wasm', 'cpu', 'webgpu'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

/** The versions behind a running engine. */
export interface EngineVersions {
  /** Of the TensorFlow.js package that drives it. */
  readonly version: string;
  /** Of the C library, on the `tensorflow` engine. */
  readonly libtensorflow?: string;
}

/** The engine that runs from now on. */
export interface Engine extends EngineVersions {
  readonly name: EngineName;
  /** One line for the user: which engine runs and, when it is not `tensorflow`, how to get that one. */
  readonly notice: string;
}
