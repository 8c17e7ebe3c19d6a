import '../models';

export type { CaffeNet128Options } from '../models/caffenet128';
export type { GhostNetOptions } from '../models/ghostnet';
export type { GoogLeNetOptions } from '../models/googlenet';
export type { OverFeatOptions } from '../models/overfeat';
export type { ShuffleNetOptions } from '../models/shufflenet';
export type { SqueezeNetOptions } from '../models/squeezenet';
export { Classifier, type ClassifierFacts, type Explanation, type Prediction } from './classifier';
export type { Card, Dtype, RunFacts } from './card';
export { create, type CreateOptions } from './create';
export type { Augmentation, ImageShape } from './data/augment';
export { classWeights } from './data/class-weights';
export {
  Dataset,
  type Batch,
  type BatchOptions,
  type BatchSource,
  type DatasetContent,
} from './data/dataset';
export { digits, type DigitsOptions } from './data/digits';
export type { ImageSource } from './data/image-source';
export { registerWasmTrainingKernels } from './engine/wasm-kernels';
export { ConvzooError } from './errors';
export type { ExplainOptions } from './explain/explain';
export { featureLayers, featureMaps, type FeatureLayer } from './explain/feature-maps';
export { gradCam, type GradCamOptions } from './explain/grad-cam';
export { firstKernels } from './explain/kernels';
export { occlusion, type OcclusionOptions } from './explain/occlusion';
export { heatPixels, overlay, type Heat } from './explain/overlay';
export { ALPHA, type Alpha, type FamilyOption, type OptionTable } from './family-option';
export { lesion, type Lesion, type LesionOptions, type LesionStudy } from './explain/lesion';
export { finetune, type FinetuneOptions } from './finetune/finetune';
export type { FinetuneData } from './finetune/parts';
export type { PhaseEpoch, PhaseOptions, PhaseStep } from './finetune/phases';
export { parseFinetuneRecipe, type FinetuneRecipe, type FinetuneRecipeInput } from './finetune/recipe';
export { FineTuned, type BaseFacts, type TunedFacts } from './finetune/tuned';
export type { FractalNetOptions } from '../models/fractalnet';
export type { BytePixels, ImageElement, ImageInput, Pixels } from './image';
export { BatchNorm, type BatchNormArgs } from './layers/batch-norm';
export { Block } from './layers/block';
export { ChannelPReLU, type ChannelPReLUArgs } from './layers/channel-prelu';
export { ChannelShuffle, type ChannelShuffleArgs } from './layers/channel-shuffle';
export { ColumnDraw, type ColumnDrawArgs } from './layers/column-draw';
export { DilatedConv2D, type DilatedConv2DArgs } from './layers/dilated-conv2d';
export { Dropout, DropPath, SpatialDropout2D, type DropoutArgs } from './layers/dropout';
export { EffBlock, type EffBlockArgs } from './layers/eff-block';
export type { ENetBlockArgs } from './layers/enet-block';
export { ENetBottleneck, type ENetBottleneckArgs } from './layers/enet-bottleneck';
export { ENetDownBottleneck } from './layers/enet-down-bottleneck';
export { ENetUpBottleneck } from './layers/enet-up-bottleneck';
export { EuclideanRBF, type EuclideanRBFArgs } from './layers/euclidean-rbf';
export { Fire, type Bypass, type FireArgs } from './layers/fire';
export { FirstChannels, type FirstChannelsArgs } from './layers/first-channels';
export { GhostBottleneck, type GhostBottleneckArgs } from './layers/ghost-bottleneck';
export { GhostModule, type GhostModuleArgs, type Ghosts } from './layers/ghost-module';
export { GhostResidualBlock, type GhostResidualBlockArgs } from './layers/ghost-residual-block';
export { FractalBlock, type FractalBlockArgs } from './layers/fractal-block';
export { fractalColumn } from './layers/fractal-column';
export { FractalJoin, type FractalJoinArgs } from './layers/fractal-join';
export { GroupConv2D, type GroupConv2DArgs } from './layers/grouped-conv2d';
export { HardSigmoid } from './layers/hard-sigmoid';
export { incomingMaxNorm, IncomingMaxNorm, type IncomingMaxNormArgs } from './layers/incoming-max-norm';
export {
  InceptionBlock,
  scaledBranches,
  type Branch,
  type BranchStep,
  type ConvolutionStep,
  type InceptionBlockArgs,
  type PoolingStep,
  type SplitStep,
  type StepOptions,
} from './layers/inception-block';
export {
  INCEPTION_V3,
  inceptionV1Branches,
  inceptionV2Branches,
  naiveBranches,
  type InceptionV1Widths,
  type InceptionV2Widths,
  type PoolProjectionOptions,
} from './layers/inception-branches';
export {
  INCEPTION_RESNET_V1,
  INCEPTION_RESNET_V2,
  INCEPTION_V4,
  v4ReductionB,
  type InceptionModules,
} from './layers/inception-v4-branches';
export { LRN, type LRNArgs } from './layers/lrn';
export { Maxout, type MaxoutArgs } from './layers/maxout';
export { Mlpconv, type MlpconvArgs } from './layers/mlpconv';
export { MaxPoolIndices2D, type MaxPoolIndices2DArgs } from './layers/max-pool-indices';
export { MaxUnpooling2D, type MaxUnpooling2DArgs } from './layers/max-unpooling';
export {
  PaddedAveragePooling2D,
  PaddedMaxPooling2D,
  type PaddedAveragePoolingArgs,
  type PaddedPoolingArgs,
} from './layers/padded-pooling';
export { PreactivationBlock, type PreactivationBlockArgs } from './layers/preactivation-block';
export {
  InterleaveOffsets,
  OffsetMaxPooling2D,
  type InterleaveOffsetsArgs,
  type OffsetMaxPoolingArgs,
} from './layers/offset-pooling';
export { PoolSum } from './layers/pool-sum';
export { ReLU6 } from './layers/relu6';
export { RepeatedResidualBlock, type RepeatedResidualBlockArgs } from './layers/repeated-residual-block';
export { ResidualBlock, type BlockConvolution, type ResidualBlockArgs } from './layers/residual-block';
export { ResidualInceptionBlock, type ResidualInceptionBlockArgs } from './layers/residual-inception-block';
export { RReLU, type RReLUArgs } from './layers/rrelu';
export { Scale, type ScaleArgs } from './layers/scale';
export { ScaledTanh, type ScaledTanhArgs } from './layers/scaled-tanh';
export { ShuffleUnit, type ShuffleUnitArgs } from './layers/shuffle-unit';
export { ShiftedSoftplus } from './layers/shifted-softplus';
export { Softmin } from './layers/softmin';
export { SqueezeExcite, type SqueezeExciteArgs } from './layers/squeeze-excite';
export type { Shortcut } from './layers/shortcut';
export { StochasticPooling2D } from './layers/stochastic-pooling';
export { SubsampleAndPad, type SubsampleAndPadArgs } from './layers/subsample-and-pad';
export { TableConv2D, type TableConv2DArgs } from './layers/table-conv2d';
export { TrainableSubsampling } from './layers/trainable-subsampling';
export { UntiedBias, type UntiedBiasArgs } from './layers/untied-bias';
export { XceptionBlock, type XceptionBlockArgs, type XceptionPooling } from './layers/xception-block';
export { channelShuffle } from './ops/channel-shuffle';
export { dilatedConv2d } from './ops/dilated-conv2d';
export { groupedConv2d } from './ops/grouped-conv2d';
export { maxPoolWithIndices, maxUnpool } from './ops/max-unpool';
export type { OptionValue, OptionValues } from './option-values';
export type { Fit } from './fit';
export type { Pixels as ModelPixels } from './pixels';
export { preprocess, type ChannelOrder, type Preprocessing } from './preprocessing';
export { load, type PretrainedOptions } from './pretrained';
export {
  find,
  list,
  register,
  type BuildOptions,
  type Entry,
  type Family,
  type InputShape,
  type Paper,
  type VariantFacts,
} from './registry';
export { complexity } from './report/complexity';
export {
  calibrationOf,
  classMetrics,
  confusionMatrix,
  verdictsOf,
  type Calibration,
  type CalibrationBin,
  type ClassMetrics,
  type Verdict,
} from './report/metrics';
export { probabilitiesOf } from './report/predictions';
export { profile, type Complexity, type LayerProfile, type Profile } from './report/profile';
export { fitToImages } from './fit-data';
export { scoresOf, type Scores } from './scores';
export type { Checkpoint, CheckpointStore, EpochRecord, Progress } from './train/checkpoint';
export { evaluate, type EvaluateOptions, type Evaluation } from './train/evaluate';
export { lsuv } from './train/lsuv';
export { parseRecipe, type Recipe, type RecipeInput } from './train/recipe';
export { Trainer, type FitOptions, type Outcome, type StepReport } from './train/trainer';
