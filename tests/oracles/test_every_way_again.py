"""What can be reached, where ways break off and how long they take, found a second time by every answer."""

from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.questionnaire_made_up import made, number, one, several, text
from oneplan.listen.definition.conditions import holds, read_condition
from oneplan.listen.definition.walking import walk
from oneplan.listen.definition.ways import ANSWERING, follow_ways

OUT = ("dont-know", "rather-not")


def every_answer(question):
    """Each answer that a pupil could give, as a set of codes."""
    if question["kind"] == "text":
        own = [("words",)]
    elif question["kind"] == "number":
        own = [(str(given),) for given in range(question["lowest"], question["highest"] + 1)]
    else:
        codes = [option["code"] for option in question["options"]]
        most = len(codes) if question["kind"] == "several" else 1
        own = chain(*(combinations(codes, size) for size in range(1, most + 1)))
    ways_out = [(code,) for code in OUT if code not in question.get("without", ())]
    return [frozenset(given) for given in (*own, *ways_out)]


def every_way(questions):
    """Each way through, as the questions seen on it: every pupil who could be, one by one."""
    for answers in product(*map(every_answer, questions)):
        given, seen = {}, []
        for question, answer in zip(questions, answers, strict=True):
            if "ask_if" not in question or holds(read_condition(question["ask_if"]), given):
                given[question["id"]] = answer
                seen.append(question)
        yield seen


def seconds_of(question):
    labels = len(question.get("options", ()))
    return (3 + labels + (9 if question["kind"] == "text" else 0)) * 0.5 + ANSWERING[question["kind"]]


@st.composite
def questionnaires(draw):
    """Up to five questions with conditions on those before, on those after, and on none."""
    made_up = []
    for place in range(draw(st.integers(1, 5))):
        make = draw(st.sampled_from([one, several, text, number]))
        id_ = f"q{place}"
        question = number(id_, 0, 2) if make is number else make(id_)
        if draw(st.booleans()):
            question["without"] = [draw(st.sampled_from(OUT))]
        if place and draw(st.integers(0, 3)):
            parts = draw(st.lists(st.tuples(*_PART), min_size=1, max_size=3))
            joined = f" {draw(st.sampled_from(['and', 'or']))} ".join(" ".join(part) for part in parts)
            question["ask_if"] = draw(st.sampled_from(["{}", "not ({})"])).format(joined)
        made_up.append(question)
    return made_up


_PART = (
    st.sampled_from(["", "not"]),
    st.sampled_from(["q0", "q1", "q2", "q3"]),
    st.sampled_from(
        ["is yes", "is not yes", "is no", "in (yes, 1)", "not in (yes, no)", "is rather-not", "answered"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(questionnaires())
def test_following_the_ways_finds_what_every_answer_finds(questions):
    asked = made(*questions, safeguarding="one two three four five six seven eight nine")
    ways = follow_ways(asked, "young")
    every = list(every_way(questions))
    assert ways.reached == {question["id"] for seen in every for question in seen}
    assert ways.minutes == pytest.approx(max(sum(map(seconds_of, seen)) for seen in every) / 60)
    ends = {questions.index(seen[-1]) for seen in every}
    first = min(ends)
    assert ways.breaks_off == (questions[first]["id"] if first < len(questions) - 1 else "")


@settings(max_examples=40, deadline=None)
@given(questionnaires())
def test_nobody_who_walks_sees_what_no_answers_lead_to(questions):
    asked = made(*questions)
    ways, walked = follow_ways(asked, "old"), walk(asked, "old", pupils=200)
    assert {id_ for id_, share in walked.shares.items() if share} <= ways.reached
    assert walked.pupils == 200
    assert walked.most <= len(questions)
