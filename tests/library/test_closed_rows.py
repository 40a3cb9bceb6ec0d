"""What stands in each row of a closed wave, and that rows come in parts."""

from itertools import count, repeat

import polars as pl
import pytest

from builders import refusal_of
from library.questionnaire_made_up import number, one, small
from library.small_wave import ASKED, OLD, YOUNG, a_wave
from oneplan.listen.closing.answers import AT_ONCE, make_frames
from oneplan.listen.closing.columns import NOT_ASKED, columns_of, schema_of
from oneplan.listen.collection.store import Sheet
from oneplan.listen.definition.questionnaire import Questionnaire


def frame_of(*sheets, **changes):
    wave = a_wave(**changes)
    empty = pl.DataFrame(schema=schema_of(ASKED, synthetic=wave.demonstration))
    return pl.concat([empty, *make_frames(sheets, asked=ASKED, wave=wave)])


def row_of(answers, *, group=YOUNG, state="done", **changes):
    return frame_of(Sheet(group, "en", state, answers), **changes).row(0, named=True)


def test_every_kind_of_answer_stands_in_its_columns():
    row = row_of(
        {
            "first": {"codes": ["yes"]},
            "liked": {"codes": ["music"]},
            "times": {"number": 3},
            "words": {"text": "More art"},
            "last": {"codes": ["no"]},
        }
    )
    assert row["first"] == "yes"
    assert (row["liked.art"], row["liked.music"], row["liked.why"]) == (False, True, None)
    assert (row["times"], row["times.why"]) == (3, None)
    assert (row["words"], row["words.why"]) == ("More art", None)


def test_a_way_out_is_said_and_is_no_answer():
    out = {"codes": ["rather-not"]}
    row = row_of({"first": {"codes": ["yes"]}, "liked": out, "times": {"codes": ["dont-know"]}, "words": out})
    assert (row["liked.art"], row["liked.why"]) == (None, "rather-not")
    assert (row["times"], row["times.why"]) == (None, "dont-know")
    assert (row["words"], row["words.why"]) == (None, "rather-not")


def test_what_was_left_blank_is_neither_an_answer_nor_not_asked():
    blank = {"codes": []}
    row = row_of({"first": {"codes": ["yes"]}, "liked": blank, "times": blank, "last": blank})
    assert [row[name] for name in ("liked.art", "liked.why", "times", "times.why", "last")] == [None] * 5


def test_an_answer_off_the_way_is_left_out_after_a_change_of_mind():
    row = row_of({"first": {"codes": ["no"]}, "liked": {"codes": ["art"]}, "last": {"codes": ["no"]}})
    assert (row["liked.art"], row["liked.why"]) == (None, NOT_ASKED)


def test_who_went_away_never_reached_the_rest():
    row = row_of({"first": {"codes": ["no"]}, "times": {"number": 1}}, state="going")
    assert (row["liked.why"], row["times"]) == (NOT_ASKED, 1)
    assert (row["words.why"], row["last"]) == (None, None)


def test_a_question_that_the_version_or_the_checklist_does_not_allow_was_not_asked():
    yes = {"first": {"codes": ["yes"]}, "secret": {"codes": ["yes"]}}
    assert row_of(yes)["secret"] == NOT_ASKED
    assert row_of(yes, group=OLD)["secret"] == NOT_ASKED
    assert row_of(yes, group=OLD, special=("old",))["secret"] == "yes"


def test_pupils_without_any_answer_are_no_rows():
    blank = Sheet(YOUNG, "en", "done", {"first": {"codes": []}})
    assert frame_of(Sheet(YOUNG, "en", "going", {}), blank).height == 0
    out = Sheet(YOUNG, "en", "done", {"first": {"codes": ["rather-not"]}})
    assert frame_of(out).height == 1


def test_a_wave_without_answers_has_the_same_columns():
    assert dict(frame_of().schema) == dict(schema_of(ASKED))


def test_a_demonstration_says_in_every_row_that_it_is_made_up():
    frame = frame_of(Sheet(YOUNG, "en", "done", {"first": {"codes": ["yes"]}}), demonstration=True)
    assert frame["synthetic"].to_list() == [True]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("first", {"codes": ["perhaps"]}),
        ("first", {"codes": ["yes", "no"]}),
        ("first", {"number": 1}),
        ("first", {"text": "yes"}),
        ("times", {"number": 11}),
        ("times", {"codes": ["3"]}),
        ("times", {"codes": ["yes"]}),
        ("words", {"codes": ["yes"]}),
    ],
)
def test_an_answer_that_the_question_does_not_have_stops_the_close(question, given):
    said = refusal_of(lambda: row_of({question: given}))
    assert f"question {question} is none that it has" in said


def test_an_answer_with_a_way_out_beside_it_stops_the_close():
    given = {"first": {"codes": ["yes"]}, "liked": {"codes": ["art", "rather-not"]}}
    assert "liked" in refusal_of(lambda: row_of(given))


def test_two_columns_of_one_name_are_refused_before_anything_is_asked():
    asked = Questionnaire.model_validate(small(one("school"), one("last")))
    assert "second column “school”" in refusal_of(lambda: columns_of(asked))
    asked = Questionnaire.model_validate(small(number("a", 0, 1), one("a.why")))
    assert "a.why" in refusal_of(lambda: columns_of(asked))


def test_rows_come_in_parts_and_are_numbered_through():
    answers = {"first": {"codes": ["yes"]}}
    sheets = (Sheet(YOUNG, "en", "done", answers) for _ in range(2 * AT_ONCE + 1))
    parts = list(make_frames(sheets, asked=ASKED, wave=a_wave()))
    assert [part.height for part in parts] == [AT_ONCE, AT_ONCE, 1]
    assert pl.concat(parts)["pupil"].to_list() == list(range(1, 2 * AT_ONCE + 2))


def test_no_more_than_a_part_is_held_at_once():
    taken = count(1)
    endless = (Sheet(YOUNG, "en", "done", {"times": {"number": next(taken) % 10}}) for _ in repeat(None))
    parts = make_frames(endless, asked=ASKED, wave=a_wave())
    assert [next(parts).height, next(parts).height] == [AT_ONCE, AT_ONCE]
    assert next(taken) == 2 * AT_ONCE + 1
