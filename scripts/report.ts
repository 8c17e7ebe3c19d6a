import { join } from 'node:path';
import { Command } from 'commander';
import { loadDataset } from '../src/data/load.node';
import { startEngine } from '../src/engine/start.node';
import { messageOf } from '../src/errors';
import { load } from '../src/pretrained.node';
import { writeRunReport } from '../src/report/run-report.node';
import { RunFolder } from '../src/train/run-folder.node';
import { withDataOptions, type DataFlags } from './options';
import { asTyped } from './provenance';

/** `convzoo report <run>`: a page about a finished training. */
export function reportCommand(): Command {
  return withDataOptions(
    new Command('report')
      .description('write a page about a finished training: its curves, mistakes, heat maps, costs and card')
      .argument('<run>', "a run's folder, e.g. runs/lenet5-mnist; the page is its report/index.html"),
  ).action(async (run: string, flags: DataFlags) => {
    const folder = new RunFolder(run);
    await folder.record();
    const engine = await startEngine(flags.engine);
    console.log(engine.notice);
    console.log(`report: ${await reportRun(folder, flags)}`);
  });
}

/** Writes the report of a run whose weights are exported; returns the path of the page. */
export async function reportRun(folder: RunFolder, data: DataFlags): Promise<string> {
  const history = await folder.history();
  const { card, model } = await load(folder.weights);
  try {
    const dataset = await loadDataset(card.dataset.name, 'test', data);
    const to = join(folder.path, 'report');
    return await writeRunReport(to, { card, model, history, dataset, part: 'test' });
  } finally {
    model.dispose();
  }
}

/** Writes the report of a training that has just ended, and only warns where that fails: its weights are there. */
export async function reportTraining(folder: RunFolder, data: DataFlags): Promise<void> {
  try {
    console.log(`report: ${await reportRun(folder, data)}`);
  } catch (error) {
    const again = asTyped('report', folder.path);
    console.warn(
      `there is no report, its weights are complete: ${messageOf(error)}\ntry again with: ${again}`,
    );
  }
}
