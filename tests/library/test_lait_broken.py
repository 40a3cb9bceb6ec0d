"""Files that are not what they should be: one sentence names the place, and the store stays as it was."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from builders import all_bytes, refusal_of, shared_data, small_evidence, small_lait_folder
from library.command import run
from library.made_up_lait import (
    AUTHORITIES,
    FILE_NAMES,
    made_up_authorities,
    made_up_dictionary,
    made_up_neighbours,
    made_up_row,
    made_up_rows,
    write_dictionary,
)
from oneplan.sources.lait.edition import FILES, read_lait
from oneplan.sources.store import import_lait

LONG, DICTIONARY, NEIGHBOURS = "bds_long_0.parquet", "lait_data_dictionary.csv", "sn_may_2025.xlsx"
WEB_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>\xe2\x80\xa6</body></html>"


@dataclass(frozen=True)
class Broken:
    """What is written in the place of a good file, and what the sentence must say."""

    why: str
    changes: dict[str, object]
    says: tuple[str, ...]

    def __str__(self) -> str:
        return self.why.replace(" ", "_")


def with_cell(column: str, value: object, *, row: int) -> Callable[[], pl.DataFrame]:
    """The made-up long file with one other cell; rows are counted from 1, as the sentence counts them."""

    def make() -> pl.DataFrame:
        rows = made_up_rows().to_dicts()
        rows[row - 1][column] = value
        return pl.DataFrame(rows, schema=made_up_rows().schema)

    return make


def plus_row(measure: str, year: str, *, value: str) -> Callable[[], pl.DataFrame]:
    """The made-up long file and one row more."""
    return lambda: pl.concat(
        [
            made_up_rows(),
            pl.DataFrame(
                [made_up_row(measure, year, AUTHORITIES[0], value=value)], schema=made_up_rows().schema
            ),
        ]
    )


def dictionary(change: Callable[[list[dict[str, str]]], object]) -> Callable[[], list[dict[str, str]]]:
    def make() -> list[dict[str, str]]:
        entries = made_up_dictionary()
        change(entries)
        return entries

    return make


def neighbours(row: int, column: int, value: object) -> Callable[[], list[list[object]]]:
    def make() -> list[list[object]]:
        rows = made_up_neighbours()
        rows[row - 1][column] = value
        return rows

    return make


FIRST = made_up_rows().row(0, named=True)["Short Desc"]
BROKEN = [
    *(Broken(f"a missing {name}", {key: None}, (name, "is not in")) for key, name in FILE_NAMES.items()),
    *(
        Broken(
            f"a missing column {column}",
            {"observations": lambda column=column: made_up_rows().drop(column)},
            (LONG, f"no column “{column}”"),
        )
        for column in ("Short Desc", "Years", "LA and Regions", "Values", "LA Number")
    ),
    Broken(
        "a renamed column",
        {"observations": lambda: made_up_rows().rename({"Values": "Value"})},
        (LONG, "no column “Values”"),
    ),
    Broken(
        "numbers where text belongs",
        {"observations": lambda: made_up_rows().with_columns(pl.col("Values").cast(pl.Float64))},
        (LONG, "column “Values”", "expected text"),
    ),
    Broken(
        "text where numbers belong",
        {"observations": lambda: made_up_rows().with_columns(pl.col("LA Number").cast(pl.String))},
        (LONG, "column “LA Number”", "expected numbers"),
    ),
    *(
        Broken(
            f"{text!a} in Values",
            {"observations": with_cell("Values", text, row=77)},
            (LONG, "row 77", "column “Values”", f"“{text.strip()}”"),
        )
        for text in ("abc", "1,234", "NaN", "nan", "inf", "-inf", "1_000", "12%", "1e400", "--", "٣")
    ),
    *(
        Broken(
            f"nothing in {column}",
            {"observations": with_cell(column, None, row=5)},
            (LONG, "row 5", f"column “{column}”"),
        )
        for column in ("Short Desc", "Years", "LA Number")
    ),
    *(
        Broken(
            f"{number} as a number of an authority",
            {"observations": with_cell("LA Number", number, row=9)},
            (LONG, "row 9", "column “LA Number”"),
        )
        for number in (float("nan"), float("inf"), 916.5)
    ),
    Broken(
        "only spaces as a measure",
        {"observations": with_cell("Short Desc", "  ", row=5)},
        (LONG, "row 5", "column “Short Desc”"),
    ),
    Broken(
        "a row that stands twice",
        {"observations": plus_row(FIRST, "2021", value="1.5")},
        (LONG, f"row {made_up_rows().height + 1}", "2021", "stands twice"),
    ),
    Broken(
        "two labels of one period",
        {"observations": plus_row(FIRST, "2020/21", value="1.5")},
        (LONG, f"row {made_up_rows().height + 1}", "2020/21", "twice"),
    ),
    Broken(
        "a label that is no period",
        {"observations": with_cell("Years", "Autumn", row=3)},
        (LONG, "row 3", "column “Years”", "“Autumn”"),
    ),
    Broken(
        "a measure that the dictionary does not know",
        {"observations": with_cell("Short Desc", "Unheard_Of", row=3)},
        (LONG, "row 3", "Unheard_Of", DICTIONARY),
    ),
    Broken("a long file of no rows", {"observations": lambda: made_up_rows().clear()}, (LONG, "row")),
    Broken("a web page as the long file", {"observations": WEB_PAGE}, (LONG, "not a whole Parquet file")),
    Broken("an empty long file", {"observations": b""}, (LONG, "not a whole Parquet file")),
    *(
        Broken(
            f"a dictionary without {column}",
            {"dictionary": dictionary(lambda entries, column=column: [e.pop(column) for e in entries])},
            (DICTIONARY, f"no column “{column}”"),
        )
        for column in ("Measure_short", "Polarity", "Year_Type", "Last Update")
    ),
    Broken(
        "a dictionary that is not UTF-8",
        {"dictionary": lambda: write_dictionary(made_up_dictionary()).replace(b"Title", b"Titl\xe9")},
        (DICTIONARY, "UTF-8"),
    ),
    Broken("a web page as the dictionary", {"dictionary": WEB_PAGE}, (DICTIONARY,)),
    Broken("an empty dictionary", {"dictionary": b""}, (DICTIONARY,)),
    Broken(
        "a dictionary of headings only",
        {"dictionary": lambda: write_dictionary(made_up_dictionary()).splitlines()[0]},
        (DICTIONARY,),
    ),
    Broken(
        "a dictionary with a nameless measure",
        {"dictionary": dictionary(lambda entries: entries[3].update(Measure_short=""))},
        (DICTIONARY, "column “Measure_short”", "row"),
    ),
    Broken(
        "a dictionary that names no day",
        {"dictionary": dictionary(lambda entries: [e.update({"Last Update": "New data"}) for e in entries])},
        (DICTIONARY, "column “Last Update”"),
    ),
    Broken(
        "a spreadsheet that is no zip", {"neighbours_2025": b"PK\x03\x04 not really"}, (NEIGHBOURS, "XLSX")
    ),
    Broken("a web page as a spreadsheet", {"neighbours_2025": WEB_PAGE}, (NEIGHBOURS, "XLSX")),
    Broken("an empty spreadsheet", {"neighbours_2025": list}, (NEIGHBOURS, "no headings")),
    Broken(
        "neighbours under other headings",
        {"neighbours_2025": neighbours(3, 5, "Nearest")},
        (NEIGHBOURS, "no headings"),
    ),
    Broken(
        "a neighbour that is no authority",
        {"neighbours_2025": neighbours(6, 7, 12345)},
        (NEIGHBOURS, "row 6", "column “SN2”", "12345"),
    ),
    Broken(
        "a neighbour that is a name",
        {"neighbours_2025": neighbours(6, 7, "Kent")},
        (NEIGHBOURS, "row 6", "column “SN2”", "Kent"),
    ),
    Broken(
        "a neighbour that is a region",
        {"neighbours_2025": neighbours(6, 7, 985)},
        (NEIGHBOURS, "row 6", "column “SN2”", "985"),
    ),
    Broken(
        "neighbours of no authority",
        {
            "neighbours_2021": lambda: [
                row if n != 4 else [5, *row[1:]] for n, row in enumerate(made_up_neighbours())
            ]
        },
        ("sn_april_2021.xlsx", "row 5"),
    ),
    Broken(
        "authorities under other headings",
        {"authorities": lambda: [["Number", "Name"], *made_up_authorities()[1:]]},
        ("la_code_list.xlsx", "no headings"),
    ),
]


@pytest.fixture(scope="module")
def store_of_a_good_edition(tmp_path_factory):
    return small_evidence(tmp_path_factory.mktemp("good")).folder.parents[1]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_broken_file_is_refused_in_one_sentence_and_the_store_stays_as_it_was(
    tmp_path, store_of_a_good_edition, broken
):
    home = tmp_path / "var"
    shutil.copytree(store_of_a_good_edition, home / "evidence")
    before = all_bytes(home)
    folder = small_lait_folder(tmp_path / "bad", **broken.changes)
    refusal = refusal_of(lambda: import_lait(home / "evidence", folder=folder))
    assert refusal is not None
    assert all(words in refusal for words in broken.says), refusal
    assert "\n" not in refusal
    typed = run("evidence", "import", "lait", "--from", str(folder), home=home).refusal
    assert typed == refusal
    assert all_bytes(home) == before


@pytest.mark.parametrize("part", [0.0, 0.001, 0.1, 0.35, 0.5, 0.75, 0.9, 0.99, 0.999])
@pytest.mark.parametrize("key", ["observations", "neighbours_2025", "authorities"])
def test_a_file_that_was_cut_short_is_refused_by_name(tmp_path, key, part):
    folder = small_lait_folder(tmp_path)
    path = folder / FILE_NAMES[key]
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    refusal = refusal_of(lambda: read_lait(folder))
    assert refusal is not None
    assert path.name in refusal


@pytest.mark.parametrize("cut", [1, 4, 8, 100, 5_000, 200_000, 1_000_000, 1_795_870])
def test_the_real_long_file_cut_short_is_refused_by_name(tmp_path, cut):
    source = shared_data("lait")
    for name in FILES:
        (tmp_path / name).write_bytes((source / name).read_bytes())
    (tmp_path / LONG).write_bytes((source / LONG).read_bytes()[:-cut])
    refusal = refusal_of(lambda: read_lait(tmp_path))
    assert re.match(rf"{re.escape(LONG)} is not a whole Parquet file\. Download it again\.", refusal)


@pytest.mark.parametrize("place", [0.02, 0.2, 0.4, 0.6, 0.8, 0.95, 0.98, 0.995])
@pytest.mark.parametrize("key", ["observations", "neighbours_2025"])
def test_a_file_with_overwritten_bytes_is_read_or_refused_by_name_but_never_traces(tmp_path, key, place):
    folder = small_lait_folder(tmp_path)
    path = folder / FILE_NAMES[key]
    whole = bytearray(path.read_bytes())
    start = int(len(whole) * place)
    whole[start : start + 24] = bytes(255 - byte for byte in whole[start : start + 24])
    path.write_bytes(bytes(whole))
    refusal = refusal_of(lambda: read_lait(folder))
    assert refusal is None or path.name in refusal


def test_an_area_that_is_not_known_is_left_out_with_its_rows_and_the_reason(tmp_path):
    rows = made_up_rows().with_columns(
        pl.when(pl.col("LA Number") == AUTHORITIES[0].number)
        .then(pl.lit(12_345.0))
        .otherwise(pl.col("LA Number"))
        .alias("LA Number")
    )
    folder = small_lait_folder(tmp_path, observations=rows)
    lait = read_lait(folder)
    unknown = rows.filter(pl.col("LA Number") == 12_345).height
    assert lait.left_out.rows() == [("area not known", f"12345 {AUTHORITIES[0].name}", unknown)]
    assert lait.observations.height == rows.height - unknown


@pytest.mark.parametrize("symbol", ["-", "c", "C", "..", "x", "z", "low", "LOW", "", " ", None])
def test_a_label_that_cannot_be_read_is_left_out_where_nothing_is_published(tmp_path, symbol):
    odd = [made_up_row(FIRST, "0", area, value=symbol) for area in AUTHORITIES]
    rows = pl.concat([made_up_rows(), pl.DataFrame(odd, schema=made_up_rows().schema)])
    lait = read_lait(small_lait_folder(tmp_path, observations=rows))
    assert lait.left_out.rows() == [("period not known, nothing published", f"{FIRST} “0”", len(AUTHORITIES))]


@pytest.mark.parametrize(
    ("symbol", "reason"),
    [("c", "withheld by the publisher"), ("..", "not available"), (None, "blank"), ("LOW", "rounds to zero")],
)
def test_every_symbol_for_a_missing_figure_is_kept_with_its_reason(tmp_path, symbol, reason):
    lait = read_lait(small_lait_folder(tmp_path, observations=with_cell("Values", symbol, row=1)))
    missing = lait.observations.filter(pl.col("missing").is_not_null())
    assert missing.select("published", "value", "missing").rows() == [(symbol or "", None, reason)]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    refusal = run("evidence", "import", "lait", "--from", str(tmp_path / "nowhere"), home=tmp_path).refusal
    assert "is not in" in refusal
    assert not (tmp_path / "evidence").exists()


def test_the_made_up_files_are_read_whole(tmp_path):
    lait = read_lait(small_lait_folder(tmp_path))
    assert lait.rows_read == lait.observations.height == made_up_rows().height
    assert lait.left_out.is_empty()
    assert lait.neighbours.height == 2 * 10 * len(AUTHORITIES)


@pytest.mark.parametrize("nothing", ["-", None, ""])
def test_an_authority_may_have_fewer_than_ten_neighbours(tmp_path, nothing):
    rows = made_up_neighbours()
    rows[3][9:25] = [nothing] * 16
    near = read_lait(small_lait_folder(tmp_path, neighbours_2025=rows)).neighbours
    assert near.filter(list="2025", area=AUTHORITIES[0].code)["place"].to_list() == [1, 2]
    assert near.filter(list="2025", area=AUTHORITIES[1].code).height == 10


def test_a_folder_may_hold_other_files_too(tmp_path):
    folder = small_lait_folder(tmp_path)
    Path(folder, "notes.txt").write_text("not ours")
    assert read_lait(folder).rows_read == made_up_rows().height
