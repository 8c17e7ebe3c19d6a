import { ConvzooError, messageOf } from '../src/errors';
import { thousands } from '../src/report/text';
import type { Contestant } from './contestants';
import { Player, type Command } from './player';
import type { Ready, Round, Task } from './protocol';
import { rounded, type Row } from './result';

export interface Entrant {
  contestant: Contestant;
  command: Command;
}

export interface MatchOutcome {
  rows: Row[];
  parameters: number | undefined;
  versions: Record<string, string>;
}

/** Another kind of player, for tests. */
export type Starter = (command: Command) => Pick<Player, 'start' | 'round' | 'end'>;

/**
 * Starts the contestants of one net one after the other and lets them take turns, a round each, so that a machine
 * that is busy for a while does not slow one of them alone. Only one of them works at a time.
 *
 * @throws ConvzooError where two of them disagree on the number of the net's parameters
 */
export async function hold(
  entrants: readonly Entrant[],
  task: Omit<Task, 'contestant'>,
  rounds: number,
  say: (line: string) => void,
  startPlayer: Starter = (command) => new Player(command),
): Promise<MatchOutcome> {
  const runners: Runner[] = [];
  try {
    for (const { contestant, command } of entrants) {
      say(`${task.net.name}, batch ${task.batch}: ${contestant.label} starts`);
      const runner = new Runner(contestant, startPlayer(command));
      runners.push(runner);
      await runner.start({ ...task, contestant: contestant.id });
      checkParameters(task.net.name, runners);
    }
    for (let round = 1; round <= rounds; round++) {
      say(`${task.net.name}, batch ${task.batch}: round ${round} of ${rounds}`);
      for (const runner of runners) await runner.round();
    }
  } finally {
    await Promise.all(runners.map(({ player }) => player.end()));
  }
  return {
    rows: runners.map((runner) => runner.row(task.net.name, task.batch)),
    parameters: runners.find(({ ready }) => ready?.parameters !== undefined)?.ready?.parameters,
    versions: Object.assign({}, ...runners.map(({ ready }) => ready?.versions)) as Record<string, string>,
  };
}

/** A contestant in a match, with what it has come to. */
class Runner {
  ready: Ready | undefined;
  readonly #rounds: Round[] = [];
  #failure: string | undefined;

  constructor(
    readonly contestant: Contestant,
    readonly player: ReturnType<Starter>,
  ) {}

  start(task: Task): Promise<void> {
    return this.#try(async () => {
      this.ready = await this.player.start(task);
    });
  }

  round(): Promise<void> {
    return this.#try(async () => void this.#rounds.push(await this.player.round()));
  }

  row(net: string, batch: number): Row {
    const { id, label } = this.contestant;
    const names = { net, batch, contestant: id, label };
    if (this.#failure !== undefined) return { ...names, fails: this.#failure };
    const { mode, tried } = this.ready ?? {};
    const between = this.#rounds.flatMap((round) => round.between ?? []);
    return {
      ...names,
      rounds: this.#rounds.map(({ ms }) => rounded(ms)),
      ...(between.length > 0 && { between: between.map(rounded) }),
      ...(mode !== undefined && { mode }),
      ...(tried !== undefined && {
        tried: Object.fromEntries(Object.entries(tried).map(([name, ms]) => [name, rounded(ms)])),
      }),
    };
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== undefined) return;
    await work().catch((error: unknown) => {
      this.#failure = messageOf(error);
    });
  }
}

function checkParameters(net: string, runners: readonly Runner[]): void {
  const known = runners.flatMap(({ contestant, ready }) =>
    ready?.parameters === undefined ? [] : [{ label: contestant.label, parameters: ready.parameters }],
  );
  const [first] = known;
  const other = known.find(({ parameters }) => parameters !== first?.parameters);
  if (first === undefined || other === undefined) return;
  throw new ConvzooError(
    `${net}: ${other.label} has ${thousands(other.parameters)} trainable parameters, ${first.label} ` +
      `${thousands(first.parameters)}; they must be the same architecture`,
  );
}
