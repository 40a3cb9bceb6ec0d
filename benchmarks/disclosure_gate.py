"""Takes one release through the gate for a benchmark: what it costs in cells and in seconds."""

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from oneplan.disclosure.asked import Asked
from oneplan.disclosure.gate import Passed, Paths, protect_release
from oneplan.disclosure.releases.release import Release

AUDITING = "Auditing what a reader gets"


@dataclass(frozen=True)
class Measured:
    """One release: what came through, and the seconds of clock and processor until the audit and after."""

    name: str
    passed: Passed
    clock: float
    choosing: float
    auditing: float

    def row(self) -> str:
        """One line of a table."""
        loss = self.passed.loss
        return (
            f"| {self.name} | {loss['cells']:,} | {loss['small']:,} | {loss['beside']:,} |"
            f" {loss['share_of_value']:.1%} | {self.clock:.2f} | {self.choosing:.2f} | {self.auditing:.2f} |"
        )


def measure(name: str, asked: Asked) -> Measured:
    """Take it through the gate once, with the hierarchies of the release written for the auditor."""
    with tempfile.TemporaryDirectory() as made:
        trees = asked.hierarchies or write_trees(asked.release, Path(made))
        began, used = time.perf_counter(), time.process_time()
        chosen = [used]

        def watch(doing: str, done: int, of: int) -> None:
            del done, of
            if doing != AUDITING:
                chosen[0] = time.process_time()

        passed = protect_release(
            replace(asked, hierarchies=trees), Paths(Path(made) / "out.csv"), progress=watch
        )
        clock, ended = time.perf_counter() - began, time.process_time()
    return Measured(name, passed, clock, chosen[0] - used, ended - chosen[0])


def write_trees(release: Release, folder: Path) -> tuple[tuple[str, Path], ...]:
    """The hierarchies of a release as files, in the order of its dimensions."""
    written = []
    for dimension in release.dimensions:
        path = folder / f"{dimension.name}.csv"
        pairs = [f"{child},{parent}" for child, above in dimension.above.items() for parent in above]
        path.write_text("\n".join(["child,parent", *pairs]) + "\n", encoding="utf-8")
        written.append((dimension.name, path))
    return tuple(written)
