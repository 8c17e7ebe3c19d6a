"""What every peer does: reads its task, finds its fastest way to do a step, holds rounds. See bench/protocol.ts."""

import json
import sys
import time
import traceback

MARK = "@bench "
MOST_STEPS = 100


def tell(message):
    sys.stdout.write(f"{MARK}{json.dumps(message)}\n")
    sys.stdout.flush()


def play(start):
    """
    `start(task)` gives the facts and, by name, the ways to do so many steps: functions of their number, which may
    return milliseconds if they know better than a clock around them.
    """
    try:
        task = json.loads(sys.stdin.readline())
        facts, modes = start(task)
        seconds = task["roundSeconds"]
        tried = try_out(modes, seconds / 4)
        mode = min(tried, key=tried.get)
        run, steps = modes[mode], steps_for(seconds, tried[mode])
        tell({"ready": {**facts, "mode": mode, "tried": tried}})
        for _ in sys.stdin:
            if steps > 1:
                run(1)
            tell({"round": {"ms": timed(run, steps)}})
    except Exception as error:  # The other side has to hear of it.
        traceback.print_exc()
        tell({"fails": f"{type(error).__name__}: {error}".split("\n")[0]})


def try_out(modes, seconds):
    """Milliseconds of a step in each way, the better of two turns."""
    for run in modes.values():
        run(3)
    times = {name: [] for name in modes}
    for _ in range(2):
        for name, run in modes.items():
            times[name].append(timed(run, steps_for(seconds, timed(run, 1))))
    return {name: min(turns) for name, turns in times.items()}


def steps_for(seconds, milliseconds):
    return min(MOST_STEPS, max(1, round(1000 * seconds / milliseconds)))


def timed(run, steps):
    """Milliseconds a step."""
    start = time.perf_counter()
    known = run(steps)
    return (1000 * (time.perf_counter() - start) if known is None else known) / steps
