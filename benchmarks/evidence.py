"""Import, hidden gaps and their page, beside pandas and a plain DuckDB query doing the same."""

import os
import shutil
import tempfile
from functools import partial
from http import HTTPStatus
from itertools import count
from pathlib import Path

import polars as pl

from benchmarks import peers
from benchmarks.timing import machine, table, time_in_turn
from oneplan.definitions.families import measures_in_pairs
from oneplan.errors import NotFound, NotValid
from oneplan.sources.evidence import Evidence, read_edition
from oneplan.sources.lait.edition import holds_lait
from oneplan.sources.store import import_lait
from oneplan.understand import compare, gaps
from oneplan.understand.hidden import find_hidden_gaps
from oneplan.words.area import list_authorities

AREA = "E10000013"


def run(folder: Path) -> str:
    """All figures as one page in Markdown.

    Raises
    ------
    NotFound
        Where the publisher's files are absent: a benchmark on small figures would say nothing.
    """
    if not holds_lait(folder):
        raise NotFound(
            f"The benchmark needs the publisher's files in {folder}; name their folder in ONEPLAN_STATISTICS."
        )
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        evidence = import_lait(home / "evidence", folder=folder).evidence
        parts = [_import(folder, home), _one_authority(evidence), _all_authorities(evidence), _pages(home)]
    return "\n".join(
        ["# Benchmark: evidence", "", f"{machine()} Medians of several runs, taken in turn.", "", *parts]
    )


def _import(folder: Path, home: Path) -> str:
    places = (home / f"store-{number}" for number in count())

    def ours() -> None:
        place = next(places)
        import_lait(place, folder=folder)
        shutil.rmtree(place)

    works = {
        "oneplan: all five files read, checked whole, compared, written": ours,
        "pandas: the long file only, unchecked": partial(
            peers.import_with_pandas, folder, home / "pandas.parquet"
        ),
        "DuckDB: the long file only, unchecked": partial(
            peers.import_with_duckdb, folder, home / "duckdb.parquet"
        ),
    }
    return table("Import of 641,070 rows", time_in_turn(works, runs=5), target="3 s")


def _forget() -> None:
    """Forget what is remembered of an edition, so that the first look can be timed again."""
    for remembered in (gaps.figures, gaps.gaps_everywhere, compare.compared_everywhere):
        remembered.cache_clear()


def _one_authority(evidence: Evidence) -> str:
    observations = evidence.observations(measures_in_pairs()).to_pandas()
    pairs = gaps.pairs_frame().select("pair", "group_measure", "reference_measure", "turn").to_pandas()
    near = evidence.neighbours.filter(list="2025").to_pandas()
    ten = near[near["area"] == AREA]
    con = peers.connect_for_gaps({"observations": observations, "pairs": pairs, "neighbours": near})

    def first() -> pl.DataFrame:
        _forget()
        return find_hidden_gaps(read_edition(evidence.folder), area=AREA)

    works = {
        "oneplan: the first look, reading from disk": first,
        "pandas: gap, rank, England, neighbours; from memory": partial(
            peers.gaps_with_pandas, observations, pairs, ten, AREA
        ),
        "DuckDB: gap, rank, England, neighbours; from memory": partial(peers.gaps_with_duckdb, con, AREA),
    }
    note = "Ours also judges, compares headlines, looks at every period and writes the sentences."
    looks = time_in_turn(works)
    # Apart from the first look, which forgets what this one remembers.
    warm = time_in_turn({"oneplan: warm": partial(find_hidden_gaps, evidence, area=AREA)}, runs=21)
    return table("All hidden gaps of one authority", [*warm, *looks], target="300 ms", note=note)


def _all_authorities(evidence: Evidence) -> str:
    areas = [area.code for area in list_authorities()]
    observations = evidence.observations(measures_in_pairs()).to_pandas()
    pairs = gaps.pairs_frame().select("pair", "group_measure", "reference_measure", "turn").to_pandas()
    near = evidence.neighbours.filter(list="2025").to_pandas()
    con = peers.connect_for_gaps({"observations": observations, "pairs": pairs, "neighbours": near})

    def ours() -> None:
        _forget()
        for area in areas:
            find_hidden_gaps(evidence, area=area)

    def with_pandas() -> None:
        for area in areas:
            peers.gaps_with_pandas(observations, pairs, near[near["area"] == area], area)

    def with_duckdb() -> None:
        for area in areas:
            peers.gaps_with_duckdb(con, area)

    works = {"oneplan, nothing remembered before": ours, "pandas": with_pandas, "DuckDB": with_duckdb}
    return table(
        f"All hidden gaps of all {len(areas)} authorities", time_in_turn(works, runs=3), target="10 s"
    )


def _pages(home: Path) -> str:
    os.environ["ONEPLAN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneplan.web.settings")
    import django
    from django.test import Client

    django.setup()
    client = Client(SERVER_NAME="127.0.0.1")

    def get(address: str) -> None:
        if client.get(address).status_code != HTTPStatus.OK:
            raise NotValid(f"{address} did not answer as a page.")

    addresses = {
        "the page of hidden gaps": "/children/hidden-gaps/",
        "the same, another authority, by rank": "/children/hidden-gaps/?area=E06000025&sort=rank",
        "home": "/",
        "the file for a spreadsheet": "/children/hidden-gaps.csv",
        "one measure, by group, with its gap": "/children/measures/attainment-8/",
        "another measure, authority and group": "/children/measures/absence/?area=E06000025&group=care",
        "every measure": "/children/measures/",
        "one group of children": "/children/groups/care/",
    }
    works = {name: partial(get, address) for name, address in addresses.items()}
    note = (
        "Server time with the whole middleware, warm, without the network; there is no peer to compare with."
    )
    return table("Pages", time_in_turn(works, runs=21), target="60 ms", note=note)
