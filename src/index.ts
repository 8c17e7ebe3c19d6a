import '../models';

export type { SqueezeNetOptions } from '../models/squeezenet';
export { Classifier, type Prediction } from './classifier';
export type { Card, Dtype, RunFacts } from './card';
export { create, type CreateOptions } from './create';
export type { Augmentation } from './data/augment';
export { Dataset, type Batch, type BatchOptions, type DatasetContent } from './data/dataset';
export { digits } from './data/digits';
export { registerWasmTrainingKernels } from './engine/wasm-kernels';
export { ConvzooError } from './errors';
export type { ImageInput } from './image';
export { BatchNorm, type BatchNormArgs } from './layers/batch-norm';
export { Block } from './layers/block';
export { ChannelShuffle, type ChannelShuffleArgs } from './layers/channel-shuffle';
export { Dropout, DropPath, SpatialDropout2D, type DropoutArgs } from './layers/dropout';
export { EuclideanRBF, type EuclideanRBFArgs } from './layers/euclidean-rbf';
export { Fire, type Bypass, type FireArgs } from './layers/fire';
export { GroupConv2D, type GroupConv2DArgs } from './layers/grouped-conv2d';
export { LRN, type LRNArgs } from './layers/lrn';
export { PreactivationBlock, type PreactivationBlockArgs } from './layers/preactivation-block';
export { ReLU6 } from './layers/relu6';
export { RepeatedResidualBlock, type RepeatedResidualBlockArgs } from './layers/repeated-residual-block';
export { ResidualBlock, type BlockConvolution, type ResidualBlockArgs } from './layers/residual-block';
export { ScaledTanh } from './layers/scaled-tanh';
export { Softmin } from './layers/softmin';
export type { Shortcut } from './layers/shortcut';
export { SubsampleAndPad, type SubsampleAndPadArgs } from './layers/subsample-and-pad';
export { TableConv2D, type TableConv2DArgs } from './layers/table-conv2d';
export { TrainableSubsampling } from './layers/trainable-subsampling';
export { XceptionBlock, type XceptionBlockArgs, type XceptionPooling } from './layers/xception-block';
export { channelShuffle } from './ops/channel-shuffle';
export { dilatedConv2d } from './ops/dilated-conv2d';
export { groupedConv2d } from './ops/grouped-conv2d';
export { maxPoolWithIndices, maxUnpool } from './ops/max-unpool';
export { preprocess, type ChannelOrder, type Preprocessing } from './preprocessing';
export { load, type PretrainedOptions } from './pretrained';
export {
  find,
  list,
  register,
  type BuildOptions,
  type Entry,
  type Family,
  type FamilyOption,
  type VariantFacts,
} from './registry';
export { complexity } from './report/complexity';
export { profile, type Complexity, type LayerProfile, type Profile } from './report/profile';
export { fitToImages } from './fit-data';
export { scoresOf, type Scores } from './scores';
export type { Checkpoint, CheckpointStore, EpochRecord, Progress } from './train/checkpoint';
export { evaluate, type Evaluation } from './train/evaluate';
export { parseRecipe, type Recipe, type RecipeInput } from './train/recipe';
export { Trainer, type FitOptions, type Outcome, type StepReport } from './train/trainer';
