/** Run by tsx: starts the engine named in the arguments and prints its notice, or the error. */
import { startEngine } from '../../../src/engine/start.node';

startEngine(process.argv[2]).then(
  ({ notice }) => process.stdout.write(notice, () => process.exit(0)),
  (error: unknown) => process.stdout.write(String(error), () => process.exit(1)),
);
