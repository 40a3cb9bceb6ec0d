"""Counting every intersection, beside polars, pandas, DuckDB, scipy and pysubgroup, in one run."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from benchmarks import intersections_peers as peers
from benchmarks.intersections_data import declare, for_peers, make_frame, write_children
from benchmarks.timing import machine
from oneplan.cells.cells import Cells
from oneplan.cells.counting import count_cells
from oneplan.errors import NotValid
from oneplan.understand.intersections.find import find_gaps

RUNS = 5
MILLION, TEN_MILLION = 1_000_000, 10_000_000


@dataclass(frozen=True)
class Run:
    """Seconds on the clock, and of the processors, of several runs of one thing."""

    name: str
    clock: tuple[float, ...]
    processor: tuple[float, ...]
    target: str = ""

    def row(self, *, beside: "Run") -> str:
        """One line of a table."""
        clock, processor = float(np.median(self.clock)), float(np.median(self.processor))
        spread = f"{_said(min(self.clock))} to {_said(max(self.clock))}"
        ratio = clock / float(np.median(beside.clock))
        by_processor = processor / float(np.median(beside.processor))
        cells = (self.name, len(self.clock), _said(clock), spread, f"{ratio:.1f}", _said(processor))
        return "| " + " | ".join(str(cell) for cell in (*cells, f"{by_processor:.1f}", self.target)) + " |"


def run() -> str:
    """All figures as one page in Markdown."""
    began = os.getloadavg()[0]
    parts = [_county(), _county_deeper(), _million(), _ten_million(), _front_door()]
    note = (
        f"{machine()} Before the run, {began:.1f} other programs wanted a processor, and "
        f"{os.getloadavg()[0]:.1f} after it: with two cores, more than two of them slow the clock, so the "
        "seconds of the processors stand beside it. Times are in one process and warm, taken in turn; the "
        "median is quoted. Every count was compared with that of polars, and of the ten million with that of "
        "DuckDB: all were equal."
    )
    return "\n".join(["# Benchmark: intersections", "", note, "", *parts])


def _said(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _timed(
    works: Mapping[str, Callable[[], object]], *, targets: Mapping[str, str], warm_up: bool = True
) -> list[Run]:
    """Five runs each, in turn; what takes many seconds needs no run before them to be warm."""
    clock: dict[str, list[float]] = {name: [] for name in works}
    processor: dict[str, list[float]] = {name: [] for name in works}
    for number in range(RUNS + warm_up):
        for name, work in works.items():
            begin, used = time.perf_counter(), time.process_time()
            work()
            if number or not warm_up:
                clock[name].append(time.perf_counter() - begin)
                processor[name].append(time.process_time() - used)
    return [Run(name, tuple(clock[name]), tuple(processor[name]), targets.get(name, "")) for name in works]


def _table(heading: str, runs: list[Run], *, note: str = "") -> str:
    heads = "What | Runs | Median | Fastest to slowest | Times ours | Processors | Times ours | Target"
    lines = [f"## {heading}", "", *([note, ""] if note else []), f"| {heads} |"]
    return "\n".join(
        [*lines, "|---|---:|---:|---:|---:|---:|---:|---:|", *(one.row(beside=runs[0]) for one in runs), ""]
    )


def _check_polars(cells: Cells, counted: list[pl.DataFrame], *, questions: int) -> None:
    """Every cell's counts are those of polars."""
    expected = {}
    for members, found in zip(peers.SETS, counted, strict=True):
        size = len(members)
        keys = found[:, :size].rows()
        n = found[:, size : size + questions].to_numpy()
        cases = found[:, size + questions :].to_numpy()
        for key, answered, case in zip(keys, n, cases, strict=True):
            expected[members, key] = (answered, case)
    for levels, n, cases in zip(cells.levels[1:], cells.n[1:], cells.cases[1:], strict=True):
        members = tuple(np.flatnonzero(levels >= 0).tolist())
        answered, case = expected.pop((members, tuple(levels[list(members)].tolist())))
        if not (np.array_equal(answered, n) and np.array_equal(case, cases)):
            raise NotValid(f"polars counts cell {levels} otherwise.")
    if expected:
        raise NotValid(f"polars has {len(expected)} cells more.")


def _county() -> str:
    questions = 300
    frame = make_frame(23_000, questions=questions)
    given = for_peers(frame, questions=questions)
    plain = declare(frame, questions=questions, school=False)
    schools = declare(frame, questions=questions, school=True)
    cells = count_cells(schools)
    in_pandas = given.to_pandas()
    con = duckdb.connect()
    con.register("given", in_pandas)
    con.execute("create table children as select * from given").fetchall()
    works = {
        "oneplan, counts": partial(count_cells, plain),
        "oneplan, counts and schools": partial(count_cells, schools),
        "oneplan, counts, schools and all statistics": lambda: find_gaps(count_cells(schools)),
    }
    counted: list[list[pl.DataFrame]] = []
    others = {
        "oneplan, with scipy alone (no compiler)": partial(count_cells, plain, engine="scipy"),
        "polars": lambda: counted.append(peers.with_polars(given, questions=questions)),
        "scipy, one sparse product": partial(peers.with_scipy, plain.coded.codes, plain.coded.answers),
    }
    targets = {"oneplan, counts": "0.10 s", "oneplan, counts, schools and all statistics": "0.6 s"}
    timed = _timed(works, targets=targets) + _timed(others, targets={})
    _check_polars(cells, counted[-1], questions=questions)
    slow = {
        "pandas": partial(peers.with_pandas, in_pandas, questions=questions),
        "DuckDB, one query": partial(peers.with_duckdb, con, questions=questions),
        "pysubgroup, one outcome of the 300": partial(peers.with_pysubgroup, in_pandas, outcome="q0"),
    }
    timed += _timed(slow, targets={}, warm_up=False)
    begin = time.perf_counter()
    _ = declare(frame, questions=questions, school=True).coded
    note = (
        f"{len(cells):,} cells × {questions} outcomes with the headline. Declaring, checking and coding the "
        f"frame comes before, once: {_said(time.perf_counter() - begin)}."
    )
    return _table("23,000 children × 300 outcomes × 12 characteristics, to depth 3", timed, note=note)


def _county_deeper() -> str:
    records = declare(make_frame(23_000, questions=300), questions=300, school=False)
    timed = _timed(
        {"oneplan, counts": lambda: count_cells(records, depth=4)},
        targets={"oneplan, counts": "1 s"},
    )
    cells = count_cells(records, depth=4)
    return _table("The same, to depth 4", timed, note=f"{len(cells):,} cells × 300 outcomes.")


def _million() -> str:
    questions = 20
    frame = make_frame(MILLION, questions=questions)
    given = for_peers(frame, questions=questions)
    plain = declare(frame, questions=questions, school=False)
    schools = declare(frame, questions=questions, school=True)
    counted: list[list[pl.DataFrame]] = []
    works = {
        "oneplan, counts": partial(count_cells, plain),
        "oneplan, counts and schools": partial(count_cells, schools),
    }
    timed = _timed(works, targets={"oneplan, counts": "0.4 s"})

    def by_polars() -> None:
        counted[:] = [peers.with_polars(given, questions=questions)]

    timed += _timed({"polars": by_polars}, targets={}, warm_up=False)
    _check_polars(count_cells(plain), counted[-1], questions=questions)
    return _table("1,000,000 children × 20 outcomes × 12 characteristics, to depth 3", timed)


def _ten_million() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "children.parquet")
        write_children(path, children=TEN_MILLION, questions=20)
        size = path.stat().st_size / 1e6
        engines = ("compiled", "duckdb")
        turns = [{engine: _alone(path, engine=engine) for engine in engines} for _ in range(RUNS)]
        alone = {engine: [turn[engine] for turn in turns] for engine in engines}
        records = declare(path, questions=20, school=False)
        _ = records.coded
        timed = _timed(
            {"oneplan, counts, from memory": partial(count_cells, records)},
            targets={"oneplan, counts, from memory": "3 s"},
        )
    for engine, said in alone.items():
        name = f"oneplan, {engine}, from Parquet, end to end in a process of its own"
        timed.append(Run(name, tuple(one["clock"] for one in said), tuple(one["processor"] for one in said)))
    memory = {engine: max(one["memory"] for one in said) for engine, said in alone.items()}
    note = (
        f"The file has {size:.0f} MB. From Parquet end to end, everything included: the library's import, "
        f"checking, reading, counting. Peak memory: {memory['compiled']:.2f} GB compiled, "
        f"{memory['duckdb']:.2f} GB with DuckDB; both gave the same counts."
    )
    if len({one["sum"] for said in alone.values() for one in said}) > 1:
        raise NotValid("DuckDB counts the ten million otherwise.")
    return _table("10,000,000 children × 20 outcomes × 12 characteristics, to depth 3", timed, note=note)


ALONE = """
import json, sys, time
begin = time.perf_counter()
from pathlib import Path
from benchmarks.intersections_data import declare
from oneplan.cells.counting import count_cells
cells = count_cells(declare(Path(sys.argv[1]), questions=20, school=False), engine=sys.argv[2])
weights = list(range(1, cells.n.shape[1] + 1))
n, cases = (counts.astype("int64") @ weights for counts in (cells.n, cells.cases))
print(json.dumps({
    "clock": time.perf_counter() - begin,
    "processor": time.process_time(),
    "memory": float(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1e6,
    "sum": int(((n + 7 * cases) * range(len(cells))).sum()),
}))
"""


def _alone(path: Path, *, engine: str) -> dict[str, float]:
    command = [sys.executable, "-c", ALONE, str(path), engine]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return found


def _front_door() -> str:
    program = "import time; a = time.process_time(); import oneplan; print(time.process_time() - a)"
    spent = []
    for _ in range(RUNS):
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        spent.append(float(said.stdout))
    run_of = Run("import oneplan", tuple(spent), tuple(spent), "100 ms")
    return _table("The front door", [run_of], note="Processor seconds of `import oneplan` in a new process.")
