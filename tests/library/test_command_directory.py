"""`oneplan directory` checks, brings in, and says where need is beside what is offered."""

import csv
import io
import json

import pytest

from library.command import run
from oneplan.choices import FILE_NAME, write_choices

SERVICES = [
    {"id": "1", "name": "Play bus", "minimum_age": 0, "maximum_age": 4}
    | {"attributes": [{"taxonomy_term": {"name": "Family support"}}], "service_areas": [{"name": "Stroud"}]},
    {"id": "2", "name": "Closed", "status": "defunct"},
    {"id": "3", "name": "A line to talk"},
]


@pytest.fixture
def home(tmp_path):
    write_choices(tmp_path / "home" / FILE_NAME)
    return tmp_path / "home"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "services.json"
    path.write_text(json.dumps({"contents": SERVICES, "last_page": True}))
    return path


def test_a_check_lists_what_is_doubtful_and_keeps_nothing(home, page):
    said = run("directory", "check", str(page), home=home)
    assert said.status == 0
    assert "it is not active; it was left out" in " ".join(said.out.split())
    assert "2 services, 1 doubts. Of 2 nobody says" in " ".join(said.err.split())
    assert not (home / "right-help").exists()


def test_the_partnership_says_what_the_directorys_words_mean(home, page):
    choices = home / FILE_NAME
    said = choices.read_text(encoding="utf-8")
    choices.write_text(said.replace('# "Family support"', '"Family support"'), encoding="utf-8")
    run("directory", "load", str(page), home=home)
    lines = list(
        csv.DictReader(
            io.StringIO(run("directory", "need", "--level", "early", "--format", "csv", home=home).out)
        )
    )
    assert {line["name"]: line["offers"] for line in lines if line["offers"] != "0"} == {"Stroud": "1"}
    listed = json.loads(run("directory", "need", "--level", "specialist", "--format", "json", home=home).out)
    assert sum(one["offers"] for one in listed) == 0


def test_need_is_shown_as_a_table_for_people(home, page):
    run("directory", "load", str(page), home=home)
    said = run("directory", "need", "--age", "3", home=home)
    assert "Stroud" in said.out
    assert "Far from things" in " ".join(said.out.split())


def test_what_is_missing_is_said_with_what_to_do(home):
    assert run("directory", "need", home=home).refusal.startswith("No directory of help is kept here yet.")
    assert run("directory", "load", home=home).refusal.startswith("Name a file, a folder or an address")
    assert "no directory of help in none.json" in run("directory", "load", "none.json", home=home).refusal


def test_a_level_that_is_none_is_refused(home, page):
    run("directory", "load", str(page), home=home)
    assert run("directory", "need", "--level", "urgent", home=home).refusal.startswith("“urgent” is no level")


def test_neighbourhoods_alone_can_be_kept(home, tmp_path):
    table = tmp_path / "places.csv"
    table.write_text("lsoa21_code,IMD_decile\nE01000001,3\n")
    said = run("directory", "load", "--neighbourhoods", str(table), home=home)
    assert "1 neighbourhoods" in said.err
    assert [path.name for path in (home / "right-help").iterdir()] == ["neighbourhoods.csv"]


def test_a_table_without_districts_is_said_to_lack_them(home, page, tmp_path):
    table = tmp_path / "places.csv"
    table.write_text("lsoa21_code,IMD_decile\nE01000001,3\n")
    run("directory", "load", str(page), "--neighbourhoods", str(table), home=home)
    assert "Add ltla24_code" in run("directory", "need", "--format", "csv", home=home).refusal
