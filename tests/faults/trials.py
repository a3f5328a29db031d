"""Trials of broken runs: what is broken, what `reproduce` then does, and how that is counted."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.faults import small_project
from tests.faults.small_project import Done

#: Stages that are cheap; enough has to be made again to tell that a place is fit to run in.
CHEAP = ("data/simulated/features", "reports/simulated")


class Verdict(StrEnum):
    """What became of a trial."""

    HEALED = "healed"  # one command, and every byte is as in a run that nothing befell
    REFUSED = "refused cleanly"  # one line, status 2; healed once the cause is gone
    LOST = "lost"


@dataclass(frozen=True)
class Outcome:
    """One trial that was made."""

    kind: str
    trial: str
    verdict: Verdict
    said: str = ""


@dataclass(frozen=True)
class Reference:
    """A finished run that nothing befell."""

    root: Path
    digests: dict[str, str]

    def copy(self, name: str) -> Path:
        """Copy the whole project, with DVC's cache, to a folder beside it."""
        return self.copy_to(self.root.parent / name)

    def fresh(self, name: str) -> Path:
        """Copy the project as it was before anything ran."""
        root = self.copy(name)
        for made in (*small_project.OUTPUTS, "data/unfinished", ".dvc/cache", "dvc.lock"):
            small_project.remove(root / made)
        return root

    def copy_to(self, root: Path) -> Path:
        """Copy the whole project to `root`."""
        shutil.rmtree(root, ignore_errors=True)
        return copied(self.root, root)

    def healed(self, root: Path, done: Done) -> bool:
        """Whether a run ended well and left the bytes of this one."""
        return done.status == 0 and small_project.digests(root) == self.digests


def copied(source: Path, root: Path) -> Path:
    """Copy a project to `root`, which may be there, and install it there."""
    ignored = shutil.ignore_patterns(".venv")
    shutil.copytree(source, root, symlinks=True, ignore=ignored, dirs_exist_ok=True)
    small_project.install(root)
    return root


def make_reference(root: Path) -> Reference:
    """Make a small project and run it whole."""
    small_project.make(root)
    begun = time.monotonic()
    done = small_project.reproduce(root)
    if done.status:
        raise SystemExit(f"the small project does not run at all:\n{done.said[-4000:]}")
    print(f"reference run: {time.monotonic() - begun:.0f} s", flush=True)
    return Reference(root, small_project.digests(root))


def refused_cleanly(done: Done) -> bool:
    """Whether a run said in one line why it cannot go on."""
    return done.status == 2 and len(done.errors) == 1 and "Traceback" not in done.said


def after_damage(
    reference: Reference, kind: str, name: str, damage: Callable[[Path], None]
) -> Outcome:
    """Damage a copy of the finished project; one command must heal it."""
    root = reference.copy("trial")
    damage(root)
    done = small_project.reproduce(root)
    verdict = Verdict.HEALED if reference.healed(root, done) else Verdict.LOST
    return told(kind, name, verdict, done, root, reference)


def told(
    kind: str, name: str, verdict: Verdict, done: Done, root: Path, reference: Reference
) -> Outcome:
    """Print an outcome, with what there is to see of a loss, and return it."""
    print(f"{verdict:16} {kind}: {name}", flush=True)
    if verdict is Verdict.LOST:
        now = small_project.digests(root)
        differ = sorted(
            k
            for k in now.keys() | reference.digests.keys()
            if now.get(k) != reference.digests.get(k)
        )
        print(f"  status {done.status}; {len(differ)} files differ: {differ[:5]}", flush=True)
        print("  " + "\n  ".join(done.said.splitlines()[-12:]), flush=True)
    return Outcome(kind, name, verdict, " ".join(done.errors))


def make_cheap_stages_run_again(root: Path) -> None:
    """Take outputs away, and the cache they could be restored from."""
    for name in (*CHEAP, ".dvc/cache"):
        shutil.rmtree(root / name, ignore_errors=True)


def table(outcomes: Iterable[Outcome]) -> str:
    """Counts by kind as Markdown."""
    counts: dict[str, Counter[Verdict]] = {}
    for one in outcomes:
        counts.setdefault(one.kind, Counter())[one.verdict] += 1
    head = "| fault | tried | healed | refused cleanly | lost |\n|---|--:|--:|--:|--:|"
    return "\n".join([head, *(_row(kind, found) for kind, found in counts.items())])


def _row(kind: str, found: Counter[Verdict]) -> str:
    numbers = [found.total(), *(found[verdict] for verdict in Verdict)]
    return f"| {kind} | {' | '.join(map(str, numbers))} |"
