import type { Ready, Round } from '../protocol';

/** A contestant at work on a task. */
export interface Contest {
  facts: Ready;
  round(): Promise<Round>;
}

/** Steps of about a round's time. */
export function stepsFor(roundSeconds: number, millisecondsAStep: number): number {
  return Math.min(100, Math.max(1, Math.round((1000 * roundSeconds) / millisecondsAStep)));
}

/** Of several ways to do a step the fastest, in rounds. */
export async function contestOf(
  modes: Readonly<Record<string, () => Promise<void>>>,
  roundSeconds: number,
  facts: Omit<Ready, 'mode' | 'tried'>,
): Promise<Contest> {
  const tried = await tryOut(modes, roundSeconds / 4);
  const [best] = Object.entries(tried).sort(([, a], [, b]) => a - b);
  const step = modes[best?.[0] ?? ''];
  if (best === undefined || step === undefined) throw new Error('bench: there is no way to do a step');
  const [mode, milliseconds] = best;
  const steps = stepsFor(roundSeconds, milliseconds);
  return {
    facts: { ...facts, mode, tried },
    // The step before makes up for the processes that ran in the meantime.
    round: async () => {
      if (steps > 1) await step();
      return { ms: await timed(steps, step) };
    },
  };
}

/** Milliseconds of a step in each way, the better of two turns. */
async function tryOut(
  modes: Readonly<Record<string, () => Promise<void>>>,
  seconds: number,
): Promise<Record<string, number>> {
  const tried: Record<string, number> = {};
  for (const step of Object.values(modes)) await timed(3, step);
  for (let turn = 1; turn <= 2; turn++) {
    for (const [mode, step] of Object.entries(modes)) {
      const milliseconds = await timed(stepsFor(seconds, await timed(1, step)), step);
      tried[mode] = Math.min(tried[mode] ?? Infinity, milliseconds);
    }
  }
  return tried;
}

/** Milliseconds a step. */
async function timed(steps: number, step: () => Promise<void>): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < steps; i++) await step();
  return (performance.now() - start) / steps;
}
