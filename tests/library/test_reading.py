"""Reading age: counted as it says, steady under figures and names, and low enough where the public reads."""

import csv
import re
import tomllib

import pytest
import syllapy

import oneplan
from builders import ROOT, built_in_evidence
from oneplan.words.reading import count_syllables, hardest_sentences, reading_age

DEFINITIONS = ROOT / "src" / "oneplan" / "definitions"
LIMIT = 11
HARDEST = 15
ENOUGH_WORDS = 8
"""One sentence alone may be harder, and is looked at from so many words on: the formula is for passages."""

AREAS = ("Gloucestershire", "Kent", "Camden", "Rutland", "Birmingham")
SYLLABLES = {
    1: "care plan school eight scored through whole rules reached looked served work staff health rank",
    2: "children people support wider hidden given reading safely useful figures placement something",
    3: "exclusion reception attainment neighbouring area employment",
    4: "education authority permanently statistical ethnicity voluntary literacy disadvantaged everybody",
    5: "participation qualifications university disability opportunity communicated",
}


def rows_of(name: str) -> list[dict[str, str]]:
    lines = DEFINITIONS.joinpath(name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def sentences_for(area: str, *, column: str) -> list[str]:
    return oneplan.find_hidden_gaps(built_in_evidence(), area=area)[column].to_list()


def topics() -> list[str]:
    text = DEFINITIONS.joinpath("topics.toml").read_text(encoding="utf-8")
    return [topic["about"] for topic in tomllib.loads(text)["topic"]]


def notes() -> list[str]:
    names = ("note", "comparable_why", "polarity_why")
    return [row[name] for row in rows_of("families.csv") for name in names if row[name]]


def long_ones(texts: list[str]) -> list[str]:
    found = hardest_sentences(texts, HARDEST)
    return [f"{one.age}: {one.text}" for one in found if len(one.text.split()) >= ENOUGH_WORDS]


def test_the_age_is_the_grade_of_the_formula_and_five_years():
    text = "Children in care miss more days of school than others. They need more help."
    words, thoughts, syllables = 14, 2, 16
    assert sum(count_syllables(word) for word in re.findall(r"\w+", text)) == syllables
    grade = 0.39 * words / thoughts + 11.8 * syllables / words - 15.59
    assert reading_age(text) == round(5 + max(0, grade), 1)


@pytest.mark.parametrize("count", SYLLABLES)
def test_syllables_are_counted_as_people_say_them(count):
    words = SYLLABLES[count].split()
    assert {word: count_syllables(word) for word in words} == dict.fromkeys(words, count)


def test_longer_sentences_and_longer_words_ask_for_an_older_reader():
    plain = "We ask each child how things are at home. We write down what they say."
    joined = plain.replace(". We", " and we")
    learned = plain.replace("things are", "circumstances").replace("write down", "document")
    assert reading_age(plain) < reading_age(joined)
    assert reading_age(plain) < reading_age(learned)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The gap is 19.0 points wide.", "The gap is points wide."),
        ("In 2023–24 they scored 34.6, not 1,234.5.", "In they scored, not."),
        ("It is 83.8% (84.5%) here and −0.07 there.", "It is here and there."),
        ("A gap, wider than in 135 of 151 places.", "A gap, wider than in of places."),
    ],
)
def test_figures_change_nothing(one, other):
    assert reading_age(one) == reading_age(other)


@pytest.mark.parametrize("text", ["", "   ", "50.3 %", "2025: −1.2; 2024: −1.3", "…", "()"])
def test_a_text_without_words_is_for_the_youngest(text):
    assert reading_age(text) == 5.0
    assert hardest_sentences([text], 5) == []


@pytest.mark.parametrize("name", [row["measure"] for row in rows_of("measures.csv")][::9])
def test_a_measure_s_name_never_breaks_it(name):
    assert 5 <= reading_age(f"The measure {name} is about all children.") < 25


def test_a_colon_a_semicolon_and_a_dash_end_a_thought_but_a_decimal_and_a_saint_do_not():
    parts = "They are far behind. It is wide."
    for end in (": it", "; it", " – it"):
        assert reading_age(parts.replace(". It", end)) == reading_age(parts)
    assert reading_age("They live in St. Helens now.") == reading_age("They live in St Helens now.")
    assert reading_age("It rose by 1.5 in a year.") == reading_age("It rose by in a year.")


def test_an_abbreviation_is_spelled_out():
    assert [count_syllables(word) for word in ("GCSE", "NHS", "WHO", "A")] == [4, 3, 5, 1]


def test_the_hardest_come_first_and_each_once():
    easy = "We ask them."
    hard = "Participation in education fell."
    harder = "Qualifications deteriorated considerably."
    found = hardest_sentences([f"{easy} {hard}", f"{harder} {hard}"], LIMIT)
    assert [one.text for one in found] == [harder, hard]
    assert found[0].age > found[1].age > LIMIT


def age_by_syllapy(text: str) -> float:
    """The same formula a second way, with another package's syllables."""
    plain = re.sub(r"[−\d.,]*\d%?|[()]", " ", text)
    thoughts = [part for part in re.split(r"[.:;](?:\s|$)", plain) if re.search("[a-z]", part)]
    words = re.findall(r"[A-Za-z’']+", plain)
    syllables = sum(max(1, syllapy.count(word)) for word in words)
    return 5 + max(0, 0.39 * len(words) / len(thoughts) + 11.8 * syllables / len(words) - 15.59)


@pytest.mark.parametrize("area", AREAS)
def test_another_count_of_syllables_gives_nearly_the_same_age(area):
    for column in ("headline_sentence", "group_sentence", "sentence"):
        text = " ".join(sentences_for(area, column=column))
        assert reading_age(text) == pytest.approx(age_by_syllapy(text), abs=1)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("column", ["headline_sentence", "group_sentence", "story"])
def test_the_sentences_of_a_row_can_be_read_at_eleven(area, column):
    told = sentences_for(area, column=column)
    assert reading_age(" ".join(told)) <= LIMIT
    assert long_ones(told) == []


@pytest.mark.parametrize("texts", [topics, notes])
def test_what_the_definitions_say_can_be_read_at_eleven(texts):
    assert reading_age(" ".join(texts())) <= LIMIT
    assert long_ones(texts()) == []
