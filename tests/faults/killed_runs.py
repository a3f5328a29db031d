"""Runs killed, interrupted and doubled: no orphan, one line, and the next run goes on."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Iterator
from subprocess import Popen

from tests.faults import small_project
from tests.faults.small_project import Done
from tests.faults.trials import Outcome, Reference, Verdict, told

SEED = 14
_RUNNING = re.compile(r"Running stage '(?P<stage>[^']+)'")


def trials(reference: Reference) -> Iterator[Outcome]:
    """Yield all of this module."""
    yield from killed_in_every_stage(reference)
    yield interrupted(reference, signal.SIGINT, 130)
    yield interrupted(reference, signal.SIGTERM, 143)
    yield doubled(reference)


def killed_in_every_stage(reference: Reference) -> Iterator[Outcome]:
    """Kill a run at a random moment of each stage in turn; the last run must end as if nothing was.

    A stage that was killed is at work again in the next run, so each is killed once while it works
    and the next one is met after it.
    """
    kind = "SIGKILL of `reproduce` at a random moment of a stage"
    root = reference.fresh("killed")
    rng = random.Random(SEED)
    killed: list[str] = []
    orphans: dict[str, list[str]] = {}
    while (stage := _kill_next(root, killed, rng)) is not None:
        killed.append(stage)
        orphans[stage] = small_project.orphans(root)
    done = small_project.reproduce(root)
    healed = reference.healed(root, done)
    for stage in killed:
        good = healed and not orphans[stage]
        verdict = Verdict.HEALED if good else Verdict.LOST
        yield told(kind, f"{stage} {orphans[stage] or ''}", verdict, done, root, reference)


def _kill_next(root, killed: list[str], rng: random.Random) -> str | None:
    """Run until a stage that was not killed yet is at work, then kill; None when all were."""
    process = small_project.start(root, "reproduce")
    stage = _await_stage(process, killed)
    if stage is not None:
        # From the start of its imports to somewhere in its work.
        time.sleep(rng.uniform(0, 8))
        small_project.killed(process)
    process.communicate()
    return stage


def _await_stage(process: Popen[str], killed: list[str]) -> str | None:
    """Read what a run says until it names a stage other than `killed`."""
    for line in process.stdout:
        found = _RUNNING.search(line)
        if found and found["stage"] not in killed:
            return found["stage"]
    return None


def interrupted(reference: Reference, ending: signal.Signals, status: int) -> Outcome:
    """End a run as a person or a system does: that status, one line, nothing left at work."""
    root = reference.copy("interrupted")
    for name in ("data/simulated/forecasts/boosted", ".dvc/cache"):
        small_project.remove(root / name)
    process = small_project.start(root, "reproduce")
    while not any("'forecast_control" in line for line in process.stdout):
        assert process.poll() is None, "done before it was interrupted"
    time.sleep(8)
    process.send_signal(ending)
    rest, _ = process.communicate(timeout=300)
    told_by_us = [line for line in rest.splitlines() if "interrupted" in line]
    clean = process.returncode == status and len(told_by_us) == 1 and "Traceback" not in rest
    left = small_project.orphans(root)
    done = small_project.reproduce(root)
    good = clean and not left and reference.healed(root, done)
    shown = Done(process.returncode, rest) if not clean else done
    verdict = Verdict.HEALED if good else Verdict.LOST
    kind = "Ctrl-C and SIGTERM in a forecast"
    return told(kind, f"{ending.name} {left or ''}", verdict, shown, root, reference)


def doubled(reference: Reference) -> Outcome:
    """Run twice at once: the second says so and waits, and both end well."""
    root = reference.copy("doubled")
    for name in ("data/simulated/prepared", "reports/simulated"):
        small_project.remove(root / name)
    first = small_project.start(root, "reproduce")
    while not any("Running stage" in line for line in first.stdout):
        assert first.poll() is None, "done before the second began"
    second = small_project.reproduce(root)
    first.communicate()
    waited = second.said.count("another reproduce runs here") == 1
    good = waited and first.returncode == 0 and reference.healed(root, second)
    verdict = Verdict.HEALED if good else Verdict.LOST
    return told("Two runs at once", "the second waits", verdict, second, root, reference)
