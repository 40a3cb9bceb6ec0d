"""`oneplan plan` checks, takes in, gives out and compares plans, and says in a sentence what it refuses."""

import csv
import io
import json
import re

import pytest

from builders import ROOT, all_bytes
from library.command import run
from library.plan_files import change_file, small_plan
from oneplan.plan.files import LISTS, read_plan, write_plan
from oneplan.plan.lacking import CRITERIA
from oneplan.plan.shelf import PACKAGED

INVENTED = ROOT / "docs" / "examples" / "invented-plan-2027-31"
BEST_START = small_plan(
    id="invented-best-start-2026",
    levels=[{"id": "goal", "name": "goal", "plural": "goals"}],
    themes=[{"id": "BS-1", "name": "Talk", "level": "goal"}],
    activities=[],
)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def kept(home):
    """A home that keeps the invented plan."""
    assert run("plan", "import", str(INVENTED), home=home).status == 0
    return home / "plans" / INVENTED.name


def test_a_check_names_each_lack_once_a_line_and_ends_with_one(home):
    said = run("plan", "check", str(INVENTED), "--on", "2027-09-01", home=home)
    assert said.status == 1
    assert "Lacking: 18." in said.out
    assert all(words in " ".join(said.out.split()) for words in ("1 of 4", "Nobody has answered."))
    assert said.err == ""


def test_a_check_is_the_same_for_machines(home):
    words = ("plan", "check", str(INVENTED), "--on", "2027-09-01", "--format")
    told = json.loads(run(*words, "json", home=home).out)
    lines = list(csv.DictReader(io.StringIO(run(*words, "csv", home=home).out)))
    assert [one["id"] for one in told["lacks"]] == [one["id"] for one in lines]
    assert [one["criterion"] for one in told["criteria"]] == list(CRITERIA)
    assert {one["illustrative"] for one in lines} == {"yes"}


def test_the_partnership_s_plan_in_force_is_checked_when_none_is_named(home):
    said = json.loads(run("plan", "check", "--format", "json", home=home).out)
    assert said["plan"] == "one-plan-2024-30"


def test_a_plan_goes_out_and_comes_in_to_the_byte_and_again_changes_nothing(home, kept, tmp_path):
    out = tmp_path / "out"
    assert run("plan", "export", INVENTED.name, "--into", str(out), home=home).status == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        path.name: path.read_bytes() for path in INVENTED.iterdir()
    }
    before = all_bytes(kept)
    said = run("plan", "import", str(out), home=home)
    assert (said.status, "Nothing differs" in said.err) == (0, True)
    assert all_bytes(kept) == before


@pytest.mark.parametrize("name", [path.name for path in PACKAGED.iterdir() if path.is_dir()])
def test_the_plans_that_come_with_oneplan_can_be_taken_in(home, name):
    assert run("plan", "import", str(PACKAGED / name), home=home).status == 0
    assert read_plan(home / "plans" / name) == read_plan(PACKAGED / name)


def test_an_id_that_goes_missing_is_spent_and_cannot_come_back_as_something_else(home, kept, tmp_path):
    draft = tmp_path / INVENTED.name
    run("plan", "export", INVENTED.name, "--into", str(draft), home=home)
    change_file(draft, "activities.toml", old='id = "BE-1.1"', new='id = "BE-1.2"')
    said = run("plan", "import", str(draft), home=home)
    assert said.status == 0
    assert "Taken out" in said.out
    assert read_plan(kept).spent == ("TL-9", "BE-1.1")
    change_file(draft, "themes.toml", old='id = "BE-2"', new='id = "BE-1.1"')
    before = all_bytes(kept)
    refusal = run("plan", "import", str(draft), home=home).refusal
    assert "BE-1.1, id: this id was used before and is spent" in refusal
    assert all_bytes(kept) == before


def test_a_spreadsheet_goes_out_and_is_taken_in_whole_or_not_at_all_or_its_good_rows(home, kept, tmp_path):
    sheet = tmp_path / "activities.csv"
    run("plan", "export", INVENTED.name, "--activities", str(sheet), home=home)
    text = sheet.read_text(encoding="utf-8")
    assert text.startswith("\ufeffid,milestone_of,name")
    sheet.write_text(text.replace("2028-03-31", "31/03/2029").replace(",playbus,", ",nobody,"))
    before = all_bytes(kept)
    words = ("plan", "import", "--activities", str(sheet), "--plan", INVENTED.name)
    said = run(*words, home=home)
    assert said.status == 1
    assert "Row 5, lead: there is no “nobody” in this plan." in said.err
    assert all_bytes(kept) == before
    said = run(*words, "--good-rows", home=home)
    assert said.status == 0
    assert "due: 2028-03-31 → 2029-03-31" in said.out
    now = {one.id: one for one in read_plan(kept).activities}
    assert (str(now["TL-3.1"].due), now["TL-3.2"].lead) == ("2029-03-31", "playbus")


def test_what_differs_between_two_drafts_is_shown_in_three_ways(home, kept, tmp_path):
    draft = tmp_path / "draft"
    run("plan", "export", INVENTED.name, "--into", str(draft), home=home)
    change_file(draft, "targets.toml", old="value = 60", new="value = 65")
    words = ("plan", "diff", INVENTED.name, str(draft))
    said = run(*words, home=home)
    assert (said.status, "value: 60 → 65" in said.out) == (0, True)
    (line,) = csv.DictReader(io.StringIO(run(*words, "--format", "csv", home=home).out))
    assert (line["id"], line["before"], line["after"]) == ("TL-3.i free-school-meals 2028", "60", "65")
    (change,) = json.loads(run(*words, "--format", "json", home=home).out)
    assert change["happened"] == "changed"
    assert "Nothing differs." in run("plan", "diff", str(draft), str(draft), home=home).out


def test_a_schema_is_printed_for_editors_and_names_every_file(home):
    schema = json.loads(run("plan", "schema", home=home).out)
    assert set(LISTS) <= set(schema["properties"])
    assert {"id", "title", "levels"} <= set(schema["required"])
    assert "Milestone" in schema["$defs"]


def test_an_activity_of_another_plan_of_the_partnership_counts(home, kept):
    def met():
        said = run("plan", "check", "--on", "2027-09-01", "--format", "json", home=home)
        return {one["criterion"]: (one["met"], one["of"]) for one in json.loads(said.out)["criteria"]}

    write_plan(BEST_START, home / "plans" / BEST_START.id)
    choices = home / "partnership.toml"
    run("start", "--area", "Kent", home=home)
    text = choices.read_text(encoding="utf-8")
    before = re.search(r"^plans = .*$", text, re.MULTILINE)[0]
    choices.write_text(text.replace(before, f'plans = ["{BEST_START.id}"]'), encoding="utf-8")
    assert met()["activity"] == (0, 1)
    both = f'plans = ["{BEST_START.id}", "{INVENTED.name}"]'
    choices.write_text(text.replace(before, both), encoding="utf-8")
    assert met()["activity"] == met()["lead"] == (1, 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", "nowhere"), "There is no plan “nowhere”"),
        (("check", "one-plan-2024-30", "--on", "tomorrow"), "“tomorrow” is no day"),
        (("export", "one-plan-2024-30"), "Say where to"),
        (("export", "one-plan-2024-30", "--activities", "no/such/folder/a.csv"), "There is no folder"),
        (("import",), "Name either the folder of a plan, or a spreadsheet"),
        (("import", "nowhere"), "There is no plan in nowhere"),
        (("import", "--activities", "none.csv"), "There is no file none.csv"),
        (("diff", "one-plan-2024-30", "../etc"), "is no name of a plan"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(home, words, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert says in run("plan", *words, home=home).refusal


def test_a_folder_that_holds_something_else_is_not_written_over(home, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear all")
    said = run("plan", "export", "one-plan-2024-30", "--into", str(tmp_path / "letters"), home=home)
    assert "holds letter.txt, which is no part of a plan" in said.refusal
