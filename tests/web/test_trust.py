"""Trust is in the type: mypy refuses every builder of a public page or file a table that nobody released."""

import os
import subprocess
import sys
import textwrap

import pytest

from builders import ROOT

TAKES = """
import polars as pl
from typing import Any

from oneplan.choices import Choices
from oneplan.plan.honest import say_honestly
from oneplan.publish.formats import to_csv, to_json, to_signed_csv
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row, Sourced
from oneplan.web.design.gap_row import make_gap_row
from oneplan.web.publish.pages import make_page as make_home
from oneplan.web.understand.files import write_csv
from oneplan.web.understand.measures.tables import authorities_table, gap_table, series_table
from oneplan.web.understand.measures.tiles import make_tiles
from oneplan.web.understand.pages import choose
from oneplan.words.area import Area


def publish(table: {table}, row: {row}, evidence: Evidence, area: Area, family: Any, asked: Any) -> None:
    to_csv(table)
    to_json(table)
    to_signed_csv(table)
    make_home(evidence, table, area=area, carried="")
    write_csv(table, (row,), area=area)
    make_gap_row(row, area=area, spread={{}}, neighbours=())
    series_table((row,), family=family, group="all", area=area)
    gap_table((row,), family=family, pair=("a", "b"), area=area)
    authorities_table((row,), family=family, period="2025", area=area)
    make_tiles(row, family=family, area=area)
    choose((row,), asked)
    say_honestly((), (row,))
"""


def faults(tmp_path, *, table, row):
    script = tmp_path / "publishing.py"
    script.write_text(textwrap.dedent(TAKES).format(table=table, row=row), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(script)]
    sources = {**os.environ, "MYPYPATH": str(ROOT / "src")}
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240, env=sources
    )
    assert not done.stderr, done.stderr
    said = [line for line in done.stdout.splitlines() if "publishing.py" in line and "error:" in line]
    return {int(line.split(":")[1]) for line in said}


def test_a_released_table_may_be_published_and_a_bare_frame_may_not(tmp_path):
    pytest.importorskip("mypy")
    assert faults(tmp_path, table="Sourced", row="Row") == set()
    lines = TAKES.splitlines()
    first = next(number for number, line in enumerate(lines, start=1) if "to_csv(table)" in line)
    last = next(number for number, line in enumerate(lines, start=1) if "say_honestly((), (row,))" in line)
    refused = faults(tmp_path, table="pl.DataFrame", row="dict[str, Any]")
    assert refused == set(range(first, last + 1))
