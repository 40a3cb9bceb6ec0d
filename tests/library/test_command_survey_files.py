"""`oneplan survey convert` and `export` write whole files, and say in a sentence what they refuse."""

import csv

import pytest

from library.command import run
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.synthetic.closed import make_closed, write_closed

OURS = PACKAGED / "demonstration.yaml"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return write_closed(
        make_closed(pupils=300, schools=20), tmp_path_factory.mktemp("wave") / "closed.parquet"
    )


def test_a_questionnaire_goes_out_and_comes_back(tmp_path):
    out = run("survey", "convert", str(OURS), str(tmp_path / "form.xlsx"), home=tmp_path)
    assert (out.status, out.err) == (0, "")
    back = run("survey", "convert", str(tmp_path / "form.xlsx"), str(tmp_path / "back.yaml"), home=tmp_path)
    assert back.status == 0
    assert read_questionnaire(tmp_path / "back.yaml") == read_questionnaire(OURS)


def test_what_has_no_place_is_listed_line_by_line(tmp_path):
    file = tmp_path / "survey.json"
    file.write_text(
        '{"elements": [{"type": "comment", "name": "a_b", "title": "A?"}, {"type": "file", "name": "f"}]}'
    )
    said = run("survey", "convert", str(file), str(tmp_path / "ours.yaml"), home=tmp_path)
    assert said.status == 0
    assert "- “f” was left out" in said.out
    assert "is now called a-b" in said.out
    assert "1 questions are in" in said.out


def test_a_file_that_is_there_is_left_alone(tmp_path):
    there = tmp_path / "there.yaml"
    there.write_text("mine")
    said = run("survey", "convert", str(OURS), str(there), home=tmp_path)
    assert said.status == 1
    assert "is there already" in said.err
    assert there.read_text() == "mine"


def test_answers_are_exported_where_they_are_asked_for(answers, tmp_path):
    to = tmp_path / "wide.csv"
    words = ("--questionnaire", str(OURS), "--format", "wide", "--to", str(to))
    said = run("survey", "export", str(answers), *words, home=tmp_path)
    assert said.status == 0
    assert "Every row is about one child" in " ".join(said.out.split())
    rows = list(csv.DictReader(to.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 300
    assert "best-thing" not in rows[0]
    assert rows[0]["synthetic"] == "true"


def test_free_texts_come_only_by_name(answers, tmp_path):
    to = tmp_path / "long.csv"
    words = ("--questionnaire", str(OURS), "--format", "long", "--to", str(to), "--text", "best-thing")
    assert run("survey", "export", str(answers), *words, home=tmp_path).status == 0
    asked = {
        row["question"]
        for row in csv.DictReader(to.read_text(encoding="utf-8").splitlines())
        if row["answer"].startswith("Synth")
    }
    assert asked == {"best-thing"}


def test_an_export_with_the_wrong_questionnaire_is_refused(answers, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_bytes(OURS.read_bytes().replace(b"id: home-safe", b"id: home-safer"))
    words = ("--questionnaire", str(other), "--format", "sav")
    said = run("survey", "export", str(answers), *words, home=tmp_path)
    assert said.status == 1
    assert "does not belong to the questionnaire" in said.err
