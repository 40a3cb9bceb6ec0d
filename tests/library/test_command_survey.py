"""`oneplan survey` checks a questionnaire in three ways, and says in a sentence what it refuses."""

import csv
import io
import json

import pytest

from library.command import run
from library.questionnaire_made_up import as_yaml, one, small, text
from oneplan.cli.survey_tables import FINDINGS
from oneplan.listen.definition.files import PACKAGED
from oneplan.listen.definition.finding import CHECKS

OURS = str(PACKAGED / "demonstration.yaml")
BAD = small(one("first"), one("q", ask_if="first is yes and first is no"), text("t"), safeguarding=None)


@pytest.fixture
def check(tmp_path):
    """Checks a questionnaire that is given as data or as bytes."""

    def typed(given, *words):
        file = tmp_path / "ours.yaml"
        file.write_bytes(given if isinstance(given, bytes) else as_yaml(given))
        return run("survey", "check", str(file), *words, home=tmp_path / "home")

    return typed


def test_ours_has_nothing_wrong_and_ends_with_nought(tmp_path):
    said = run("survey", "check", OURS, "--walks", "1000", home=tmp_path)
    assert (said.status, said.err) == (0, "")
    assert "Nothing is wrong." in said.out
    assert all(version in said.out for version in ("primary", "secondary", "post-16", "easy-read", "of 8"))


def test_what_is_wrong_is_named_with_its_place_and_ends_with_one(check):
    said = check(BAD, "--walks", "10")
    assert said.status == 1
    assert said.err == ""
    words = " ".join(said.out.split())
    assert "q, young" in words
    assert "No answers lead to it" in words
    assert "Wrong: 4." in said.out


def test_a_check_of_a_survey_is_the_same_for_machines(check):
    told = json.loads(check(BAD, "--walks", "10", "--format", "json").out)
    lines = list(csv.DictReader(io.StringIO(check(BAD, "--format", "csv").out)))
    assert [line["check"] for line in lines] == ["unreachable", "unreachable", "safeguarding", "safeguarding"]
    assert told["findings"] == lines
    assert tuple(lines[0]) == FINDINGS
    assert told["checks"] == CHECKS
    young = told["versions"][0]
    assert (young["version"], young["pupils"], young["shares"]["q"]) == ("young", 10, 0)


def test_without_walks_nobody_walks(check):
    said = check(small(), "--walks", "0")
    assert (said.status, "nobody walked" in said.out) == (0, True)
    assert json.loads(check(small(), "--walks", "0", "--format", "json").out)["versions"][0]["pupils"] == 0


def test_an_earlier_wave_is_held_beside_it(check, tmp_path):
    (tmp_path / "before.yaml").write_bytes(as_yaml(small(one("q"), wave="2025")))
    now = small(one("q", asks="Are you well?", lineage={"is": "same", "of": "q"}))
    said = check(now, "--before", str(tmp_path / "before.yaml"), "--format", "csv")
    assert said.status == 1
    assert {line["check"] for line in csv.DictReader(io.StringIO(said.out))} == {"drift"}


def test_a_file_cannot_order_the_terminal_about(check):
    said = check(small(title="[red]x[/red] \u009b2J"))
    assert (said.status, "title" in said.refusal) == (1, True)
    assert "[red]x[/red]" in check(small(title="[red]x[/red]"), "--walks", "0").out


def test_a_schema_of_a_questionnaire_is_printed_with_its_short_forms(tmp_path):
    schema = json.loads(run("survey", "schema", home=tmp_path).out)
    assert {"id", "title", "wave", "versions", "topics", "questions"} == set(schema["required"])
    assert {"type": "string"} in schema["$defs"]["Wording"]["anyOf"]


@pytest.mark.parametrize(
    ("given", "words", "says"),
    [
        (b"a: *x", (), "ours.yaml, line 1: it has an alias"),
        (small(one("q", topic="moon")), (), "ours.yaml, question q, topic: there is no “moon”"),
        (small(), ("--before", "nowhere.yaml"), "There is no file nowhere.yaml"),
        (small(), ("--walks", "1000000000"), "1,000,000,000 pupils cannot walk"),
    ],
)
def test_what_cannot_be_checked_is_one_sentence(check, given, words, says):
    assert says in check(given, *words).refusal
