import * as tf from '@tensorflow/tfjs';
import { addActivationGradients } from './activations';
import { addBatchNorm } from './batch-norm';
import { addBiasOperations } from './bias';
import { addClipping } from './clip';
import { addConcatGradients } from './concat';
import { addOneDnnConv2DGradients, addStridedPointwiseGradient } from './conv2d';
import { addFoldedBatchNorm } from './folded-batch-norm';
import { addIdentities } from './identities';
import { addMatMul } from './matmul';
import { addMaxPoolWithArgmax } from './pooling';
import { addPrelu } from './prelu';
import { addStatelessRandomUniform } from './random';
import { addReductionGradients } from './reductions';
import { addSoftmaxCrossEntropy } from './softmax-cross-entropy';

/**
 * Gives the `tensorflow` backend the library's fused operations that tfjs-node leaves out, and has gradients
 * use them there. Call it after '@tensorflow/tfjs-node' is loaded; further calls do nothing.
 */
export function registerFusedKernels(): void {
  if (tf.getKernel('ReluGrad', 'tensorflow') != null) return;
  addActivationGradients();
  addBatchNorm();
  addBiasOperations();
  addClipping();
  addConcatGradients();
  addIdentities();
  addPrelu();
  addOneDnnConv2DGradients();
  addFoldedBatchNorm();
  addStridedPointwiseGradient();
  addMatMul();
  addMaxPoolWithArgmax();
  addReductionGradients();
  addStatelessRandomUniform();
  addSoftmaxCrossEntropy();
}
