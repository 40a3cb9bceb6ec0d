"""Conditions are read, written and judged as a second reading, in Python, says; nothing in them is run."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import (
    MOST_DEPTH,
    WAYS_OUT,
    Answered,
    Chosen,
    Joined,
    Not,
    holds,
    mentioned_in,
    read_condition,
    write_condition,
)

IDS = ("a", "b-1", "c.d")
CODES = ("yes", "no", "7", "rather-not", "dont-know")
ANSWERS = st.dictionaries(st.sampled_from(IDS), st.frozensets(st.sampled_from(CODES), max_size=3))
LEAVES = st.one_of(
    st.builds(Answered, st.sampled_from(IDS)),
    st.builds(
        Chosen,
        st.sampled_from(IDS),
        st.lists(st.sampled_from(CODES), min_size=1, max_size=3).map(tuple),
        st.booleans(),
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


def as_python(condition):
    """The same as a Python expression over `given(id)`: only for this test, which made it itself."""
    match condition:
        case Answered(question):
            return f"any(code not in OUT for code in given({question!r}))"
        case Chosen(question, codes, False):
            return f"any(code in {codes!r} for code in given({question!r}))"
        case Chosen(question, codes, True):
            inside = as_python(Chosen(question, codes))
            return f"(not {inside} and {as_python(Answered(question))})"
        case Not(inner):
            return f"(not {as_python(inner)})"
        case Joined(word, parts):
            return "(" + f" {word} ".join(map(as_python, parts)) + ")"


@given(CONDITIONS)
def test_what_is_written_is_read_back_the_same(condition):
    assert read_condition(write_condition(condition)) == condition


@given(CONDITIONS, ANSWERS)
def test_a_condition_holds_where_python_says_so(condition, answers):
    names = {"given": lambda id_: answers.get(id_, ()), "OUT": WAYS_OUT}
    assert holds(condition, answers) == eval(as_python(condition), names)


@given(CONDITIONS)
def test_what_a_condition_looks_at_is_all_that_can_change_it(condition):
    looked_at = {id_ for id_, _ in mentioned_in(condition)}
    others = {id_: frozenset({"yes"}) for id_ in IDS if id_ not in looked_at}
    assert holds(condition, others) == holds(condition, {})


@given(st.text(alphabet="abyesnoti ()-.,is in and or not answered\n\t'\"", max_size=60))
def test_any_other_text_is_refused_in_a_sentence_or_read(text):
    with suppress(NotValid):
        condition = read_condition(text)
        assert read_condition(write_condition(condition)) == condition


def test_and_binds_closer_than_or_and_not_closer_than_both():
    read = read_condition("not a is yes and b-1 is no or c.d answered")
    assert write_condition(read) == "(not a is yes and b-1 is no) or c.d answered"


@pytest.mark.parametrize("way_out", sorted(WAYS_OUT))
def test_who_takes_a_way_out_is_not_asked_more_about_it(way_out):
    answers = {"a": frozenset({way_out})}
    assert not holds(read_condition("a is not never"), answers)
    assert not holds(read_condition("a answered"), answers)
    assert holds(read_condition(f"a is {way_out}"), answers)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the id of a question is missing at the end"),
        ("a", "after “a” write"),
        ("a is", "a code is missing at the end"),
        ("a is not", "a code is missing at the end"),
        ("a is and", "a code is missing before “and”"),
        ("a in b", "“(” is missing before “b”"),
        ("a in (b", "“)” is missing at the end"),
        ("a in (b,)", "a code is missing before “)”"),
        ("a is b c", "“c” was not expected"),
        ("a == b", "“== b” is no word of a condition"),
        ("__import__('os').system('ls')", "is no word of a condition"),
        ("a is b; c", "“; c” is no word of a condition"),
        ("(" * (MOST_DEPTH + 2) + "a is b", "brackets within brackets"),
        ("not " * (MOST_DEPTH + 2) + "a is b", "again and again"),
        ("a is b or " * 60 + "a is b", "longer than 500 letters"),
    ],
)
def test_what_cannot_be_read_says_at_which_word(text, says):
    with pytest.raises(NotValid) as refused:
        read_condition(text)
    assert says in str(refused.value)
