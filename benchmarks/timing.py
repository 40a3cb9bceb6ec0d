"""How things are timed: several runs in turn after a warm-up, the median quoted, the spread beside it."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Timed:
    """Seconds of several runs of one thing."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The figure to quote."""
        return statistics.median(self.seconds)

    def row(self, *, beside: "Timed", target: str = "") -> str:
        """One line of a table: median, spread, and how many times as long as ours."""
        spread = f"{_said(min(self.seconds))} to {_said(max(self.seconds))}"
        ratio = self.median / beside.median
        return f"| {self.name} | {_said(self.median)} | {spread} | {ratio:.1f} | {target} |"


def _said(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def time_in_turn(works: Mapping[str, Callable[[], object]], *, runs: int = 7) -> list[Timed]:
    """Time several works in turn (A B C A B C …), so that a machine whose speed drifts favours none."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for run in range(runs + 1):
        for name, work in works.items():
            gc.collect()
            begin = time.perf_counter()
            work()
            spent = time.perf_counter() - begin
            if run:
                seconds[name].append(spent)
    return [Timed(name, tuple(spent)) for name, spent in seconds.items()]


def table(heading: str, timed: list[Timed], *, target: str, note: str = "") -> str:
    """A table in Markdown: ours first, then its peers with their ratio to ours."""
    lines = [
        f"## {heading}",
        "",
        *([note, ""] if note else []),
        "| What | Median | Fastest to slowest | Times ours | Target |",
        "|---|---:|---:|---:|---:|",
        *(each.row(beside=timed[0], target=target if each is timed[0] else "") for each in timed),
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    """What it was measured on."""
    kind = f"{platform.system()} {platform.machine()}"
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {kind}."
