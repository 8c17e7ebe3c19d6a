export * from './index';
export { imageFolder, type FolderData } from './data/image-folder.node';
export type { ImageFolderOptions } from './data/image-folder-options';
export { problemText, type ImageProblem, type ProblemKind } from './data/image-problem';
export {
  dataStatus,
  loadDataset,
  DATASETS,
  type DatasetName,
  type DatasetStatus,
  type LoadOptions,
  type Split,
} from './data/load.node';
export { diagnose, renderDiagnosis, type Diagnosis } from './engine/doctor.node';
export { setupNative, type NativeSetupOptions } from './engine/native/setup.node';
export { startEngine, type Engine, type EngineName, type EngineOptions } from './engine/start.node';
export { exportFinetuned, type FinetunedExportOptions } from './finetune/export.node';
export type { NodeImage } from './image.node';
export { load, pretrainedTags } from './pretrained.node';
export { writeRunReport, type RunReportFacts } from './report/run-report.node';
export { CheckpointFolder } from './train/checkpoint-folder.node';
export { TensorboardLog } from './train/tensorboard.node';
export { exportRun, type ExportOptions } from './weights/export-run.node';
