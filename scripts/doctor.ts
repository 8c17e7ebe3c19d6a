import { Command } from 'commander';
import { diagnose, renderDiagnosis } from '../src/engine/doctor.node';
import { setupNative } from '../src/engine/native/setup.node';

interface DoctorOptions {
  readonly fix?: boolean;
  readonly json?: boolean;
  readonly data?: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show which engines and data sets this machine has, and what to do about those it lacks')
    .option('--fix', 'install the native engine')
    .option('--json', 'print the findings as JSON')
    .option('--data <folder>', 'folder of the data sets (default: CONVZOO_DATA, else the user cache)')
    .action(async ({ fix, json, data }: DoctorOptions) => {
      if (fix) {
        await setupNative({ log: (line) => process.stderr.write(`setup:native: ${line}\n`) });
        if (!json) return;
      }
      const diagnosis = await diagnose(data);
      process.stdout.write(json ? `${JSON.stringify(diagnosis, null, 2)}\n` : renderDiagnosis(diagnosis));
    });
}
