import { SingleBar } from 'cli-progress';
import type { EpochRecord } from '../src/train/checkpoint';
import { percent } from '../src/report/text';
import type { StepReport } from '../src/train/trainer';

/** Shows a training: a bar that moves with each step on a terminal, a line an epoch everywhere. */
export class TrainingProgress {
  readonly #bar = new SingleBar({
    format:
      'epoch {epoch} |{bar}| {value}/{total} loss {loss} accuracy {accuracy} {speed} images/s, {left} left',
    hideCursor: true,
    clearOnComplete: true,
  });
  #speed = 0;

  constructor(private readonly isTerminal: boolean = process.stdout.isTTY) {}

  step({ epoch, epochs, step, steps, loss, accuracy, imagesPerSecond, secondsLeft }: StepReport): void {
    if (!this.isTerminal) return;
    this.#speed = this.#speed === 0 ? imagesPerSecond : 0.95 * this.#speed + 0.05 * imagesPerSecond;
    const payload = {
      epoch: `${epoch}/${epochs}`,
      loss: loss.toFixed(4),
      accuracy: percent(accuracy),
      speed: this.#speed.toFixed(0),
      left: duration(secondsLeft),
    };
    if (this.#bar.isActive) this.#bar.update(step, payload);
    else this.#bar.start(steps, step, payload);
  }

  epoch({ epoch, loss, accuracy, validationAccuracy, learningRate, seconds }: EpochRecord): void {
    this.stop();
    const held = validationAccuracy === undefined ? '' : `, held-out ${percent(validationAccuracy)}`;
    console.log(
      `epoch ${epoch}: loss ${loss.toFixed(4)}, accuracy ${percent(accuracy)}${held}, ` +
        `rate ${learningRate.toPrecision(3)}, ${duration(seconds)}`,
    );
  }

  stop(): void {
    this.#bar.stop();
  }
}

/** Seconds as `45 s`, `12 min` or `3.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(0)} s`;
  return seconds < 6000 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Shows how many of something are done: a bar on a terminal, nothing elsewhere. */
export class CountProgress {
  readonly #bar: SingleBar;

  /** @param what is counted, e.g. `images read` */
  constructor(
    what: string,
    private readonly isTerminal: boolean = process.stdout.isTTY,
  ) {
    const format = `${what} |{bar}| {value}/{total}, {eta_formatted} left`;
    this.#bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  }

  update(done: number, total: number): void {
    if (!this.isTerminal) return;
    if (this.#bar.isActive) this.#bar.update(done);
    else this.#bar.start(total, done);
    if (done === total) this.stop();
  }

  stop(): void {
    this.#bar.stop();
  }
}
