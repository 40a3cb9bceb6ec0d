"""`oneplan evidence`: what an import and a report print, in each format."""

import csv
import io
import json

import pytest

from builders import all_bytes, real_evidence, real_home, small_lait_folder
from library.command import run
from library.made_up_lait import made_up_dictionary
from oneplan.sources.checks import CHECKS

MAY_2026 = 46143


def test_the_report_as_a_table_shows_editions_freshness_and_checks():
    said = run("evidence", "report", home=real_home())
    assert (said.status, said.err) == (0, "")
    for words in ("April 2026", "640,900", "Newest period of the measures", "298", "FirstYJS, PreChildDea"):
        assert words in said.out


def test_the_report_as_json_counts_editions_measures_and_flags():
    said = run("evidence", "report", "--format", "json", home=real_home())
    (edition,) = json.loads(said.out)
    assert edition["edition"] == "April 2026"
    assert edition["built_in"] is False
    assert (edition["observations"], edition["measures"], edition["revisions"]) == (640_900, 434, 0)
    assert set(edition["flags"]) == set(CHECKS)
    assert edition["flags"]["england-outside-authorities"] == 15
    assert edition["flags"]["measure-not-defined"] == 0


def test_the_report_as_csv_lists_every_flag():
    said = run("evidence", "report", "--format", "csv", home=real_home())
    lines = list(csv.DictReader(io.StringIO(said.out)))
    assert len(lines) == real_evidence().checks.height
    assert {line["measure"] for line in lines if line["check"] == "england-outside-authorities"} == {
        "FirstYJS",
        "PreChildDea",
    }


def test_the_report_lists_all_editions_the_newest_first(tmp_path):
    home = tmp_path / "var"
    newer = small_lait_folder(tmp_path / "newer", dictionary=made_up_dictionary(updated=MAY_2026))
    for folder in (newer, small_lait_folder(tmp_path)):
        assert run("evidence", "import", "lait", "--from", str(folder), home=home).status == 0
    editions = json.loads(run("evidence", "report", "--format", "json", home=home).out)
    assert [edition["edition"] for edition in editions] == ["May 2026", "April 2026"]


def test_a_report_on_nothing_says_how_to_begin(tmp_path):
    assert "oneplan evidence import lait" in run("evidence", "report", home=tmp_path).refusal


def test_a_publication_that_is_not_known_is_one_sentence(tmp_path):
    refusal = run("evidence", "import", "astrology", "--from", str(tmp_path), home=tmp_path).refusal
    assert "Choose one of: lait" in refusal


def test_an_import_says_what_was_read_kept_missing_and_flagged(tmp_path):
    folder = small_lait_folder(tmp_path)
    said = run("evidence", "import", "lait", "--from", str(folder), home=tmp_path / "var")
    assert said.status == 0
    for words in ("Read", "Kept", "with a value", "Flagged", "Revised since", str(folder.name)):
        assert words in said.out


def test_the_second_import_says_that_nothing_was_changed_and_is_right(tmp_path):
    folder, home = small_lait_folder(tmp_path), tmp_path / "var"
    run("evidence", "import", "lait", "--from", str(folder), home=home)
    before = all_bytes(home)
    said = run("evidence", "import", "lait", "--from", str(folder), home=home)
    assert "This edition was here already: nothing was changed." in said.out
    assert all_bytes(home) == before


def test_figures_are_written_into_a_new_folder_and_again_into_their_own(tmp_path):
    for _ in range(2):
        said = run("evidence", "figures", "--out", str(tmp_path / "figures"), home=real_home())
        assert said.status == 0
    assert (tmp_path / "figures" / "edition.json").is_file()


def test_figures_do_not_overwrite_a_folder_that_holds_something_else(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear")
    refusal = run("evidence", "figures", "--out", str(tmp_path / "mine"), home=real_home()).refusal
    assert "holds something else" in refusal
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("words", [("evidence", "report"), ("evidence", "report", "--format", "json")])
def test_a_report_writes_nothing(words):
    before = all_bytes(real_home())
    run(*words, home=real_home())
    assert all_bytes(real_home()) == before
