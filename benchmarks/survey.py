"""The survey under load, on both databases, beside a plain Django form: its speed, and what was lost."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.timing import machine
from oneplan.errors import NotFound
from oneplan.listen.collection.issuing import issue_codes
from oneplan.listen.collection.opening import open_store
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.waves.codes import session_of
from oneplan.listen.waves.keys import make_key, read_key
from oneplan.listen.waves.places import questionnaire_file
from oneplan.listen.waves.wave import Group, Wave, write_wave

HERE = Path(__file__).parent
PORT = 8931
A_CLASS = 30
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on", "max_connections=50")
OURS = "from oneplan.web.listen.collecting.serving import run; run('127.0.0.1', port={port})"
HEADINGS = (
    "Level", "What", "Answers/s", "Requests/s", "p50", "p95", "p99", "Start p95", "Asked to wait", "Errors",
    "Lost", "Twice", "Server CPU", "Pupils' CPU", "Memory",
)  # fmt: skip
NOTE = """\
Every simulated pupil has a connection of its own, a code, and time to think; the level says how many there
are. The pupils (`benchmarks/survey_pupils.c`, compiled when the benchmark runs) are on the same machine and
share its cores. Each request is measured from the moment for which it was planned, also where the server
made it late. An answer is one form that is sent and the page that comes after it: two requests. Every
answer that the server acknowledged is written down by the pupil, and compared afterwards with what is in
the database: **lost** was acknowledged and is not there, **twice** is there more than once. Both databases
are durable (SQLite `synchronous=FULL`; PostgreSQL `fsync`, `full_page_writes` and `synchronous_commit` on).
*Must* is 40 classes, *ambition* 250 schools with a class each; in both the pupils begin within the first
part of the run, **start p95** is about their first three requests, and **answers/s** is counted once all of
them have begun. The first minute of the ambition is the start bell: 125 pupils begin each second. *Beyond*
asks for four times as much as the ambition: some are told to wait, which counts as their time, and nothing is
lost. So the answers a second there are the knee: more are not to be had from these two cores. The peer is a
Django view that inserts a row for each form and redirects, in gunicorn with four threads, as the rest of the
site is served.
"""


@dataclass(frozen=True)
class Level:
    """How many pupils come, within how many seconds, for how long, and how long they think."""

    name: str
    pupils: int
    ramp: int
    seconds: int
    think: float


MUST = Level("must", 1200, 10, 60, 16)
AMBITION = Level("ambition", 7500, 60, 110, 16)
BEYOND = Level("beyond", 7500, 20, 50, 4)


@dataclass(frozen=True)
class Measured:
    """What one run told: the pupils' own account, what was lost, and what the server used."""

    told: dict[str, Any]
    lost: int
    twice: int
    cpu: float
    memory: int
    recovered: float


def run() -> str:
    """All levels as one page in Markdown.

    Raises
    ------
    NotFound
        Where there is no C compiler: simulated pupils in Python would be slower than what they measure.
    """
    sys.path.insert(0, str(HERE.parent / "tests"))
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        pupils = _compile(place)
        rows = [
            _row(level, f"{what}, {name}", on(place, level, pupils, work))
            for name, on in (("SQLite", _on_sqlite), ("PostgreSQL", _on_postgres))
            for what, work, levels in (
                ("oneplan", _ours, (MUST, AMBITION, BEYOND)),
                ("plain Django form", _peer, (MUST, AMBITION)),
            )
            for level in levels
        ]
    table = [f"| {' | '.join(HEADINGS)} |", f"|---|---|{'---:|' * (len(HEADINGS) - 2)}", *rows]
    busy = f"What else ran on it when this began: a load of {load:.1f}."
    return "\n".join(["# Benchmark: survey", "", f"{machine()} {busy}", "", NOTE, *table, ""])


def _compile(place: Path) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        raise NotFound(
            "The benchmark needs a C compiler for its simulated pupils. Install gcc, then try again."
        )
    subprocess.run([compiler, "-O2", "-o", place / "pupils", HERE / "survey_pupils.c"], check=True)
    return place / "pupils"


def _on_sqlite(place: Path, level: Level, pupils: Path, work: Any) -> Measured:  # noqa: ANN401
    with tempfile.TemporaryDirectory(dir=place) as home:
        return work(Path(home), level, pupils, "")


def _on_postgres(place: Path, level: Level, pupils: Path, work: Any) -> Measured:  # noqa: ANN401
    postgres = import_module("postgres")
    postgres.FAST = DURABLE
    with tempfile.TemporaryDirectory(dir=place) as home, postgres.cluster() as address:
        return work(Path(home), level, pupils, address)


def _ours(home: Path, level: Level, pupils: Path, address: str) -> Measured:
    key = _make_wave(home, level.pupils, address=address)
    surroundings = {"ONEPLAN_HOME": str(home), "DATABASE_URL": address}
    with _server([sys.executable, "-c", OURS.format(port=PORT)], surroundings) as server:
        told, cpu, memory, recovered = _send(home, level, pupils, server)
    store = open_store(home, "bench", key=key, address=address)
    rows = Counter()
    for code in (home / "codes").read_text("utf-8").split():
        session = session_of(key, code)
        going = store.load(session)
        for question, (revision, given) in (going.answers if going else {}).items():
            rows[code, f"/survey/q/{question}/", ",".join(given.get("codes", [])) or "-"] += revision
    store.close()
    lost, twice = _compare(home, rows)
    return Measured(told, lost, twice, cpu, memory, recovered)


def _make_wave(home: Path, pupils: int, *, address: str) -> bytes:
    classes = pupils // A_CLASS
    wave = Wave(
        id="bench", title="Benchmark", versions=("secondary",), languages=("en",), special=("secondary",),
        opens=date(2027, 3, 1), closes=date(2027, 3, 31), state="open",
        schools={str(number): f"School {number}" for number in range(classes)},
    )  # fmt: skip
    write_wave(home, wave)
    questionnaire_file(home, wave.id).write_bytes((PACKAGED / "demonstration.yaml").read_bytes())
    make_key(home, wave.id)
    key = read_key(home, wave.id)
    store = open_store(home, wave.id, key=key, address=address)
    groups = [Group(school=str(number), year=9, version="secondary") for number in range(classes)]
    codes = [code for group in groups for code in issue_codes(store, key, group=group, cards=A_CLASS)]
    store.close()
    _write_plan(home, codes)
    return key


def _write_plan(home: Path, codes: Sequence[str]) -> None:
    asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    (home / "codes").write_text("\n".join(codes) + "\n", "utf-8")
    lines = [
        " ".join([question.id, *(choice.code for choice in asked.choices_of(question))])
        for question in asked.held_by("secondary")
    ]
    (home / "questions").write_text("\n".join(lines) + "\n", "utf-8")


def _peer(home: Path, level: Level, pupils: Path, address: str) -> Measured:
    _write_plan(home, [f"P{number:07d}" for number in range(level.pupils)])
    surroundings = {"PEER_QUESTIONS": str(home / "questions")}
    surroundings |= {"DATABASE_URL": address} if address else {"PEER_FILE": str(home / "peer.sqlite3")}
    environment = {**os.environ, **surroundings}
    subprocess.run([sys.executable, "-m", "benchmarks.survey_peer"], env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "benchmarks.survey_peer:application", "-k", "gthread"]
    command += ["-w", "1", "--threads", "4", "--log-level", "error", "-b", f"127.0.0.1:{PORT}"]
    command += ["--worker-connections", "20000", "--keep-alive", "60"]
    with _server(command, surroundings) as server:
        told, cpu, memory, recovered = _send(home, level, pupils, server)
    ask = (
        "import benchmarks.survey_peer as p;"
        "[print(r[0], r[1], r[2] or '-') for r in p.Answer.objects.values_list('pupil', 'question', 'given')]"
    )
    command = [sys.executable, "-c", ask]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    rows = Counter()
    for line in said.stdout.splitlines():
        code, question, given = line.split()
        rows[code, f"/survey/q/{question}/", given] += 1
    lost, twice = _compare(home, rows)
    return Measured(told, lost, twice, cpu, memory, recovered)


def _compare(home: Path, rows: Counter[tuple[str, str, str]]) -> tuple[int, int]:
    """How many acknowledged answers are not there, and how many rows there are too many."""
    lines = (home / "acknowledged").read_text("utf-8").splitlines()
    acknowledged = {tuple(line.split()) for line in lines}
    return sum(one not in rows for one in acknowledged), sum(number - 1 for number in rows.values())


@contextmanager
def _server(command: Sequence[str], surroundings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, **surroundings}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _answers_after(60)
            yield server
        finally:
            server.terminate()
            server.wait(timeout=30)


def _answers_after(seconds: float) -> float:
    """After how long the first page comes."""
    begin = time.monotonic()
    while time.monotonic() < begin + seconds:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/survey/", timeout=seconds):
                return time.monotonic() - begin
        except OSError:
            time.sleep(0.1)
    raise NotFound("The server under test does not answer. Look at what it printed.")


def _send(
    home: Path, level: Level, pupils: Path, server: subprocess.Popen[bytes]
) -> tuple[dict[str, Any], float, int, float]:
    before = _used(server.pid)
    words = [
        home / "codes",
        home / "questions",
        home / "acknowledged",
        level.ramp,
        level.seconds,
        level.think,
    ]
    done = subprocess.run(
        [pupils, str(PORT), *map(str, words), "1000"], check=True, capture_output=True, text=True
    )
    recovered = _answers_after(60)
    told: dict[str, Any] = json.loads(done.stdout)
    return told, _used(server.pid) - before, _memory(server.pid), recovered


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return [pid, *(int(child) for child in children)]


def _used(pid: int) -> float:
    ticks = os.sysconf("SC_CLK_TCK")
    stats = [Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split() for one in _family(pid)]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / ticks


def _memory(pid: int) -> int:
    """The most that was held at any time, in bytes."""
    lines = [
        line for one in _family(pid) for line in Path(f"/proc/{one}/status").read_text("utf-8").splitlines()
    ]
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def _row(level: Level, name: str, measured: Measured) -> str:
    told = measured.told
    wall = told["seconds"]
    latency = [f"{1000 * told['all'][part]:,.0f} ms" for part in ("p50", "p95", "p99")]
    cells = [
        f"{level.name}: {level.pupils:,}", name, f"{told['steady']:,.0f}",
        f"{told['all']['number'] / wall:,.0f}", *latency, f"{1000 * told['start']['p95']:,.0f} ms",
        f"{told['busy']:,}", f"{told['errors'] + told['broken']:,}", f"{measured.lost:,}",
        f"{measured.twice:,}",
        f"{measured.cpu / wall:.0%}", f"{told['cpu'] / wall:.0%}", f"{measured.memory / 1e6:,.0f} MB",
    ]  # fmt: skip
    if level is BEYOND:
        cells[1] += f" (answers again after {measured.recovered:.1f} s)"
    sys.stderr.write(f"{' | '.join(cells)}\n")
    return f"| {' | '.join(cells)} |"
