import { Command } from 'commander';
import { startEngine } from '../src/engine/start.node';
import { ConvzooError } from '../src/errors';
import { alone } from '../src/lock.node';
import { RunFolder, type RunRecord } from '../src/train/run-folder.node';
import { percent } from '../src/report/text';
import { withDataOptions, type DataFlags } from './options';
import { exportTraining, openTraining } from './training';

interface Flags extends DataFlags {
  to?: string;
}

/** `convzoo export <run>`: writes the weights of a finished training. */
export function exportCommand(): Command {
  return withDataOptions(
    new Command('export')
      .description('write the weights of a finished training with their card')
      .argument('<run>', "a run's folder, e.g. runs/lenet5-mnist")
      .option(
        '--to <folder>',
        "where the weights go, e.g. weights/lenet5-mnist (default: the run's own weights folder)",
      ),
  ).action(async (run: string, flags: Flags) => {
    const folder = new RunFolder(run);
    const record = await folder.record();
    const { notice } = await startEngine(flags.engine);
    console.log(notice);
    await alone(folder.path, () => exportRunOf(record, folder, flags));
  });
}

async function exportRunOf(record: RunRecord, folder: RunFolder, flags: Flags): Promise<void> {
  const training = await openTraining(record, folder, flags);
  const { trainer, train, store } = training;
  const outcome = await trainer.fit(train, { store, resume: true, signal: AbortSignal.abort() });
  if (outcome.isInterrupted) {
    throw new ConvzooError(
      `${folder.path} stands at epoch ${outcome.history.length} of ${trainer.recipe.epochs}: finish it with train --resume`,
    );
  }
  const to = flags.to ?? folder.weights;
  const { accuracy, dtype } = await exportTraining(training, outcome, await folder.place(), flags, to);
  console.log(`${to}: ${percent(accuracy.shipped)} on the ${accuracy.images} test images, ${dtype}`);
}
