"""A directory of help is kept whole or not at all, beside the neighbourhoods that the partnership has."""

import csv
import datetime as dt
import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from builders import all_bytes, refusal_of, shared_data
from oneplan.choices import read_choices
from oneplan.errors import NotFound, NotValid, OneplanError
from oneplan.plan.nearness_by_district import compare_districts, find_districts
from oneplan.sources.directory import shelf
from oneplan.sources.directory.envelope import read_page
from oneplan.sources.directory.offers import LEVELS, Doubt, Offer, Place
from oneplan.sources.directory.reading import Directory, collect_offers
from oneplan.words.area import find_authority

TODAY = dt.date(2026, 11, 22)
WHOLE = Directory(
    (
        Offer(
            "1", "Play bus", level="early", youngest=0, oldest=4, places=(Place(51.8, -2.2, "Hall", "GL1"),)
        ),
        Offer(
            "2", "A line to talk", areas=("Stroud",), terms=("listening",), website="https://example.org/a"
        ),
    ),
    (Doubt("3", "it is not active; it was left out"),),
    pages=1,
)
COUNTY = "geo/gloucestershire_lsoa21_imd2025_ruc21_ward24_lad24.csv"


def own_area():
    return find_authority(read_choices(Path("none.toml")).area).code


def keep(home, directory=WHOLE):
    return shelf.keep_directory(directory, home=home, source="directory.json", taken=TODAY)


def test_what_is_kept_comes_back_the_same(tmp_path):
    kept = keep(tmp_path)
    assert shelf.open_directory(tmp_path) == kept
    assert (kept.offers, kept.doubts, kept.taken) == (WHOLE.offers, WHOLE.doubts, TODAY)


def test_before_anything_is_kept_there_is_nothing(tmp_path):
    assert shelf.open_directory(tmp_path) is None
    assert shelf.open_boundaries(tmp_path) == ()
    assert shelf.open_neighbourhoods(tmp_path, area="E06000001") == ()


def test_a_directory_that_cannot_be_written_leaves_the_one_before(tmp_path, monkeypatch):
    keep(tmp_path)
    before = all_bytes(tmp_path)

    def no_room(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf.Path, "write_text", no_room)
    with pytest.raises(OneplanError, match="Make room"):
        keep(tmp_path, Directory((), (), pages=0))
    assert all_bytes(tmp_path) == before


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"offers": [{"id": 1}], "doubts": [], "taken": "x"}', "[" * 9_999]
)
def test_a_kept_file_that_somebody_changed_is_refused_with_what_to_do(tmp_path, text):
    keep(tmp_path)
    (tmp_path / shelf.FOLDER / "directory.json").write_text(text)
    said = refusal_of(lambda: shelf.open_directory(tmp_path))
    assert said is not None
    assert said.endswith("Remove it, and load the directory again.")


def test_a_new_directory_is_seen_at_once(tmp_path):
    keep(tmp_path)
    state = shelf.state_of(tmp_path)
    assert len(shelf.open_directory(tmp_path).offers) == 2
    keep(tmp_path, Directory(WHOLE.offers[:1], (), pages=1))
    assert len(shelf.open_directory(tmp_path).offers) == 1
    assert shelf.state_of(tmp_path) != state


def test_the_neighbourhoods_that_come_with_oneplan_are_those_that_were_published():
    from oneplan.sources.neighbourhoods import read_neighbourhoods

    published = sorted(read_neighbourhoods(shared_data(COUNTY)), key=lambda one: one.code)
    assert list(shelf.open_neighbourhoods(Path("none"), area=own_area())) == published
    assert len(published) == 393
    assert sum(one.imd == 1 for one in published) == 12


def test_a_partnerships_own_neighbourhoods_come_before_those_of_oneplan(tmp_path):
    with gzip.open(tmp_path / "own.csv.gz", "wt", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["lsoa21_code", "IMD_decile"])
        lines.writerow(["E01000001", "3"])
    assert shelf.keep_neighbourhoods(tmp_path / "own.csv.gz", home=tmp_path) == 1
    (one,) = shelf.open_neighbourhoods(tmp_path, area=own_area())
    assert (one.code, one.imd) == ("E01000001", 3)


def test_a_table_that_is_none_is_not_kept(tmp_path):
    (tmp_path / "no.csv").write_text("a,b\n1,2\n")
    with pytest.raises(NotValid, match="lsoa21_code"):
        shelf.keep_neighbourhoods(tmp_path / "no.csv", home=tmp_path)
    with pytest.raises(NotFound):
        shelf.keep_boundaries(tmp_path / "none.geojson", home=tmp_path)
    assert not (tmp_path / shelf.FOLDER).exists()


def test_boundaries_are_kept_as_they_were_given(tmp_path):
    path = shared_data("geo/gloucestershire_districts_may2024_bsc.geojson")
    assert shelf.keep_boundaries(path, home=tmp_path) == 6
    assert shelf.open_boundaries(tmp_path)[0].name == "Cheltenham"


def test_the_made_up_directory_has_every_level_and_nothing_doubtful():
    page = read_page(shelf.make_up_directory(["Hill", "Vale"]), name="made up")
    directory = collect_offers([page], levels={})
    assert directory.doubts == ()
    assert {offer.level for offer in directory.offers} == set(LEVELS)
    assert {area for offer in directory.offers for area in offer.areas} == {"Hill", "Vale"}
    assert "DISTRICT" not in json.dumps([offer.areas for offer in directory.offers])


def test_an_area_is_served_by_its_whole_name_or_code_and_by_no_part_of_it():
    names = {"E07000081": "Gloucester", "E06000025": "South Gloucestershire"}
    served = {
        area: find_districts(Offer("1", "A", areas=(area,)), (), names=names)
        for area in ("gloucester", "South Gloucestershire", "Gloucestershire", "E07000081", "")
    }
    assert served == {
        "gloucester": {"E07000081"},
        "South Gloucestershire": {"E06000025"},
        "Gloucestershire": set(),
        "E07000081": {"E07000081"},
        "": set(),
    }


def test_without_boundaries_an_offer_counts_where_it_says_that_it_serves(tmp_path):
    places = shelf.open_neighbourhoods(tmp_path, area=own_area())
    found = compare_districts(places, WHOLE.offers)
    assert {row.name: row.offers for row in found.rows if row.offers} == {"Stroud": 1}
    assert (found.without_place, found.elsewhere) == (1, 0)
    assert sum(row.neighbourhoods for row in found.rows) == len(places)
    assert sum(row.deprived for row in found.rows) == sum(
        one.imd is not None and one.imd <= 2 for one in places
    )


def test_neighbourhoods_that_name_no_district_make_no_district_without_a_name():
    places = [
        replace(one, district="", district_code="")
        for one in shelf.open_neighbourhoods(Path("none"), area=own_area())
    ]
    assert compare_districts(places, WHOLE.offers).rows == ()
