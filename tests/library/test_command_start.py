"""`oneplan start` and a whole journey: another authority, of any type, in an empty folder."""

import json

import pytest

from builders import shared_data, small_lait_folder
from library.command import run
from oneplan.choices import read_choices
from oneplan.words.area import find_area

KINDS = {
    "Kent": "county",
    "Rutland": "unitary authority",
    "Camden": "London borough",
    "Leeds": "metropolitan district",
    "Bristol, City of": "unitary authority",
    "Kingston upon Hull, City of": "unitary authority",
}


@pytest.mark.parametrize("name", ["Kent", "Rutland", "Camden", "Leeds", "E10000016", "886", "st. helens"])
def test_start_writes_choices_that_can_be_read_for_an_authority_of_any_type(tmp_path, name):
    said = run("start", "--area", name, home=tmp_path / "new")
    assert said.status == 0
    assert "partnership.toml" in said.out
    choices = read_choices(tmp_path / "new" / "partnership.toml")
    area = find_area(name)
    assert choices.area == area.name
    assert area.name in choices.words.partnership
    assert choices.vision.text == ""


def test_start_without_an_area_writes_the_default_partnership(tmp_path):
    assert run("start", home=tmp_path).status == 0
    assert read_choices(tmp_path / "partnership.toml") == read_choices(tmp_path / "nothing.toml")


def test_start_for_another_area_says_nothing_of_the_default_one(tmp_path):
    default = read_choices(tmp_path / "nothing.toml").area
    run("start", "--area", "Kent", home=tmp_path)
    assert default not in (tmp_path / "partnership.toml").read_text(encoding="utf-8")


def test_an_existing_file_is_refused_and_kept(tmp_path):
    (tmp_path / "partnership.toml").write_text("mine")
    refusal = run("start", "--area", "Kent", home=tmp_path).refusal
    assert "exists" in refusal
    assert (tmp_path / "partnership.toml").read_text() == "mine"


@pytest.mark.parametrize("name", ["Nowhere", "", "England", "South East", "Northamptonshire", 'Kent"\nx = 1'])
def test_what_is_no_authority_is_refused_and_nothing_is_written(tmp_path, name):
    run("start", f"--area={name}", home=tmp_path / "new").refusal  # noqa: B018 - the property asserts
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", KINDS)
def test_the_whole_journey_of_another_authority_in_an_empty_folder(tmp_path, name):
    area = find_area(name)
    assert area.kind == KINDS[name]
    home, folder = tmp_path / "their own", small_lait_folder(tmp_path)
    assert run("start", "--area", area.code, home=home).status == 0
    imported = run("evidence", "import", "lait", "--from", str(folder), home=home)
    assert imported.status == 0
    assert "A new edition was added." in imported.out
    told = run("hidden", home=home)
    assert told.status == 0
    assert area.name in " ".join(told.out.split())
    assert run("evidence", "report", home=home).status == 0


@pytest.mark.parametrize("name", ["Leeds", "Rutland"])
def test_the_journey_on_the_real_files_gives_that_authority_its_own_findings(tmp_path, name):
    folder = shared_data("lait")
    run("start", "--area", name, home=tmp_path)
    imported = run("evidence", "import", "lait", "--from", str(folder), home=tmp_path)
    assert (imported.status, imported.err.strip()) == (0, "")
    for words in ("641,070", "640,900", "93,713", "CINPermExclusion", "170", "15"):
        assert words in imported.out
    rows = json.loads(run("hidden", "--format", "json", home=tmp_path).out)
    assert len(rows) > 30
    assert any(row["masked"] for row in rows) or any(row["verdict"] == "behind-too" for row in rows)
    again = run("evidence", "import", "lait", "--from", str(folder), home=tmp_path)
    assert "This edition was here already: nothing was changed." in again.out
