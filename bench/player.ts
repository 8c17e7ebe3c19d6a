import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { tail } from '../src/engine/native/command.node';
import { MARK, type Message, type Ready, type Round, type Task } from './protocol';

/** As many threads for everybody; libraries that take them from elsewhere are told in their scripts. */
const THREADS = { TF_NUM_INTRAOP_THREADS: '2', TF_NUM_INTEROP_THREADS: '2', OMP_NUM_THREADS: '2' };

export interface Command {
  program: string;
  args: readonly string[];
}

/** A contestant in a process of its own. Every wait for it rejects once it fails or ends. */
export class Player {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string, undefined>;
  #errors = '';

  constructor({ program, args }: Command) {
    this.#child = spawn(program, args, { env: { ...process.env, ...THREADS } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString('utf8')));
    this.#child.on('error', ({ message }) => (this.#errors += message));
    this.#child.stdin.on('error', () => undefined);
  }

  /** Gives the task and waits until it can begin. */
  async start(task: Task): Promise<Ready> {
    this.#child.stdin.write(`${JSON.stringify(task)}\n`);
    const message = await this.#message();
    if ('ready' in message) return message.ready;
    throw unexpected(message);
  }

  async round(): Promise<Round> {
    this.#child.stdin.write('\n');
    const message = await this.#message();
    if ('round' in message) return message.round;
    throw unexpected(message);
  }

  /** Ends the process; at once where it does not end by itself. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await once(this.#child, 'close');
    clearTimeout(timer);
  }

  async #message(): Promise<Message> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error(`its process ended: ${tail(this.#errors, 1)}`);
      if (value.startsWith(MARK)) return JSON.parse(value.slice(MARK.length)) as Message;
    }
  }
}

function unexpected(message: Message): Error {
  return new Error('fails' in message ? message.fails : `it answered ${JSON.stringify(message)}`);
}
