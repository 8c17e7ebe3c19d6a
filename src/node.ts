export * from './index';
export { dataStatus, loadDataset, DATASETS, type DatasetName, type LoadOptions } from './data/load.node';
export { diagnose, renderDiagnosis, type Diagnosis } from './engine/doctor.node';
export { setupNative } from './engine/native/setup.node';
export { startEngine, type Engine, type EngineName } from './engine/start.node';
export type { NodeImage } from './image.node';
export { load, pretrainedTags } from './pretrained.node';
export { CheckpointFolder } from './train/checkpoint-folder.node';
export { exportRun, type ExportOptions } from './weights/export-run.node';
