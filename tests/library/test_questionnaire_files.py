"""A questionnaire is read whole or not at all, and what is refused names file, question and field."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import ROOT
from library.questionnaire_made_up import as_yaml, number, one, small
from oneplan.errors import NotFound, NotValid
from oneplan.listen.definition.check import check_questionnaire
from oneplan.listen.definition.files import PACKAGED, read_bytes, read_questionnaire
from oneplan.listen.definition.texts import MOST_BYTES, read_yaml

SMALL = as_yaml(small())


def refusal(data):
    with pytest.raises(NotValid) as refused:
        read_bytes(data, name="s.yaml")
    said = str(refused.value)
    assert said.startswith("s.yaml")
    assert said.endswith(".")
    return said


def test_a_small_one_is_read_as_it_stands():
    asked = read_bytes(SMALL, name="s.yaml")
    assert [question.id for question in asked.questions] == ["first", "last"]
    assert asked.questions[0].asks.in_version("young") == "How are you?"
    assert list(asked.ways_out_of(asked.questions[0])) == ["dont-know", "rather-not"]


def test_a_version_has_its_own_words_or_those_of_all():
    asked = read_bytes(as_yaml(small(one("q", asks={"all": "Older?", "young": "Young?"}))), name="s.yaml")
    words = asked.questions[0].asks
    assert (words.in_version("young"), words.in_version("old")) == ("Young?", "Older?")
    assert words.in_version("young", language="ar") == ""


def test_yes_and_no_stay_words_and_a_day_stays_a_text():
    assert read_yaml(b"{a: no, b: yes, c: on, d: 2027-01-01, e: 007, f: 7, g: true, h: '7'}", name="s") == {
        "a": "no",
        "b": "yes",
        "c": "on",
        "d": "2027-01-01",
        "e": "007",
        "f": 7,
        "g": True,
        "h": "7",
    }


@given(
    st.recursive(
        st.one_of(st.text(max_size=8), st.integers(0, 999_999_999), st.booleans(), st.none()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_plain_yaml_is_read_as_it_was_written(value):
    if "\\x" in ascii(value) or "\\u" in ascii(value):
        return
    assert read_yaml(as_yaml({"value": value}), name="s") == {"value": value}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "there is nothing in it"),
        (b"# nothing\n", "there is nothing in it"),
        (b"- a\n- b\n", "is no questionnaire"),
        (b"a: &x 1\nb: *x\n", "line 1: it has an alias"),
        (b"a: [*lol]\n", "line 1: it has an alias"),
        (b"a: !!python/object/apply:os.system ['ls']\n", "line 1: it has a tag (tag:yaml.org"),
        (b"a: !mine 1\n", "it has a tag (!mine)"),
        (b"a: 1\n\nb: 2\na: 3\n", "line 4: “a” stands there twice"),
        (b"a: 1\n---\nb: 2\n", "line 2: a second document"),
        (b"? [a]\n: 1\n", "a list stands where a name must"),
        (
            b"a:\n\tb: 1\n",
            "line 2: a line does not begin as it should; where it begins with a tab, use spaces",
        ),
        (b"a: [1, 2\n", "it is not readable as YAML"),
        (b"a: " + b"[" * 5000, "lists within lists beyond reason"),
        (b"a: " + b"{b: " * 5000, "lists within lists beyond reason"),
        (b"a: [" + b"1," * 200_000 + b"]", "more than 100,000 pieces"),
        (b"a: '" + b"x" * MOST_BYTES, "is larger than 1,000,000 bytes"),
        (b"\xff\xfea", "is not a text in UTF-8"),
        (b"a: \x00", "is not readable as YAML"),
    ],
)
def test_a_hostile_text_is_refused_in_a_sentence(data, says):
    assert says in refusal(data)


def test_a_billion_laughs_are_refused_before_the_first():
    lines = [
        "a: &a [lol]",
        *(f"{to}: &{to} [{', '.join([f'*{of}'] * 9)}]" for of, to in pairwise("abcdefghi")),
    ]
    began = time.process_time()
    assert "it has an alias" in refusal("\n".join(lines).encode())
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("questions", "says"),
    [
        ([one("q"), one("q")], "question q, id: two questions have this id"),
        ([one("q", topic="moon")], "question q, topic: there is no “moon”"),
        ([one("q", versions=["nobody"])], "question q, versions: there is no “nobody”"),
        ([one("q", versions=[])], "question q, versions:"),
        ([one("q", versions=["old", "old"])], "the version “old” is named twice"),
        ([one("q", kind="scale", options=[])], "the kind “scale” needs scale"),
        ([one("q", kind="scale", options=[], scale="none")], "question q, scale: there is no “none”"),
        ([one("q", options=[])], "the kind “one” needs options"),
        ([one("q", "only")], "one option is no choice"),
        ([one("q", "x", "x")], "question q, options: the code “x” stands there twice"),
        ([one("q", "rather-not", "x")], "question q, options.0: “rather-not” is on every question already"),
        ([one("q", kind="text")], "the kind “text” has no use for options"),
        ([number("q", 5, 2)], "lowest is more than highest"),
        ([number("q", 0, 10**9)], "question q, highest:"),
        ([one("q", ask_if="first ==")], "question q, ask_if: “==” is no word"),
        ([one("q", ask_if="eval('1')")], "question q, ask_if: “'1')” is no word of a condition"),
        ([one("is")], "question is, id: “is” is a word of the conditions"),
        ([one("../etc")], "question ../etc, id:"),
        ([one("q", colour="red")], "question q, colour:"),
        ([one("q", asks={"young": "Yes?", "old": "Yes?", "ancient": "Yes?"})], "words for “ancient”"),
        ([one("q", asks={"says": "Yes?", "translations": {"fr": "Oui ?"}})], "“fr” is not in languages"),
        ([one("q", asks="")], "question q, asks"),
        ([one("q", asks="turned \u202e round")], "a letter that cannot be seen (U+202E)"),
        ([one("q", audio="../../a.mp3")], "question q, audio"),
        ([one("q", lineage={"is": "same"})], "what is same needs `of`"),
        ([one("q", lineage={"is": "new", "of": "p"})], "a new question has no earlier one"),
        ([one("q", lineage={"is": "reworded", "of": "p"})], "what is reworded needs `why`"),
        ([one("q", without=["all"])], "question q, without.0:"),
        ([{"topic": "life"}], "question number 1, id: Field required"),
        (["words"], "question number 1:"),
    ],
)
def test_what_does_not_fit_names_question_and_field(questions, says):
    assert says in refusal(as_yaml(small(*questions)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"questions": []}, "questions:"),
        ({"questions": 3}, "questions:"),
        ({"versions": {}}, "versions:"),
        ({"versions": {"all": {"name": "All", "years": [4]}}}, "versions: “all” stands for all versions"),
        ({"versions": {"young": {"name": "Young", "years": ["four"]}}}, "versions.young.years.0:"),
        ({"topics": "life"}, "topics:"),
        ({"note": 5}, "note:"),
        ({"extra": 1}, "extra:"),
        ({"languages": {"English": {"name": "x"}}}, "languages.English"),
    ],
)
def test_what_does_not_fit_in_the_whole_names_its_field(changes, says):
    assert f"s.yaml, {says}" in refusal(as_yaml(small(**changes)))


def test_joiners_that_some_scripts_need_are_words():
    asks = {"says": "Yes?", "translations": {"fa": "می\u200cخواهم"}}
    asked = read_bytes(
        as_yaml(
            small(one("q", asks=asks), languages={"fa": {"name": "فارسی", "direction": "right-to-left"}})
        ),
        name="s",
    )
    assert asked.questions[0].asks.in_version("old", language="fa") == "می\u200cخواهم"


def test_what_is_no_file_is_not_found(tmp_path):
    with pytest.raises(NotFound, match="There is no file"):
        read_questionnaire(tmp_path / "none.yaml")
    with pytest.raises(NotFound, match="There is no file"):
        read_questionnaire(tmp_path)


def test_the_one_that_comes_with_us_has_four_versions_and_speaks_to_the_plan_in_force():
    from oneplan.plan.shelf import read_plans

    asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    (plan,) = read_plans([asked.plan])
    ids = {objective.id for objective in plan.objectives} | {theme.id for theme in plan.themes}
    outcomes = {id_ for question in asked.questions for id_ in question.outcomes}
    assert outcomes
    assert outcomes <= ids
    assert {question.topic for question in asked.questions} == set(asked.topics)
    assert [question.id for question in asked.questions if question.kind == "text"] == [
        "best-thing",
        "change-one-thing",
    ]
    assert len(asked.questions) == 70


def test_the_questionnaire_that_is_shown_in_the_docs_can_be_used():
    page = (ROOT / "docs" / "how-to" / "write-a-questionnaire.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r'^```yaml title="our-survey.yaml"\n(.*?)^```', page, re.MULTILINE | re.DOTALL)
    assert check_questionnaire(read_bytes(shown.encode(), name="our-survey.yaml"), walks=100).findings == ()
