"""Surveys of SurveyJS and LimeSurvey are taken as far as a questionnaire holds them; the rest is listed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import refusal_of
from oneplan.listen.definition.check import check_questionnaire
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.formats.exchange import read_any, write_any
from oneplan.listen.formats.limesurvey import MOST_BYTES as MOST_LSS
from oneplan.listen.formats.limesurvey import read_lss
from oneplan.listen.formats.surveyjs import MOST_BYTES, read_surveyjs
from oneplan.listen.formats.taken import plain_text


def surveyjs(*elements, **more):
    return json.dumps({"title": "Life", "pages": [{"title": "Sleep", "elements": elements}], **more}).encode()


def taken(*elements, **more):
    return read_surveyjs(surveyjs(*elements, **more), name="survey.json")


WELL = {
    "type": "radiogroup",
    "name": "well",
    "title": "Do you sleep well?",
    "choices": ["yes", {"value": "n_o", "text": "No"}],
}
WHY = {"type": "checkbox", "name": "why", "title": "Why not?", "choices": ["noise", "cold"]}


def test_every_kind_that_is_known_is_taken():
    asked = taken(
        WELL,
        WHY,
        {"type": "boolean", "name": "tired", "title": "Tired?", "labelTrue": "Yes, I am"},
        {"type": "rating", "name": "much", "title": "How much?", "rateMin": 0, "rateMax": 3},
        {"type": "text", "name": "hours", "title": "Hours?", "inputType": "number", "min": 0, "max": 24},
        {"type": "comment", "name": "more", "title": "More?", "description": "If you like"},
        {
            "type": "matrix",
            "name": "feel",
            "title": "How are you?",
            "columns": ["never", "often"],
            "rows": [{"value": "sad", "text": "Sad"}, "glad"],
        },
    ).asked
    assert [(one.id, one.kind) for one in asked.questions] == [
        ("well", "one"),
        ("why", "several"),
        ("tired", "one"),
        ("much", "scale"),
        ("hours", "number"),
        ("more", "text"),
        ("feel-sad", "scale"),
        ("feel-glad", "scale"),
    ]
    assert asked.by_id["feel-sad"].asks.in_version("everybody") == "How are you?: Sad"
    assert asked.by_id["feel-sad"].scale == asked.by_id["feel-glad"].scale
    assert [code.code for code in asked.choices_of(asked.by_id["much"])] == ["0", "1", "2", "3"]
    assert (asked.by_id["hours"].lowest, asked.by_id["hours"].highest) == (0, 24)
    assert asked.by_id["tired"].options[0].says.in_version("everybody") == "Yes, I am"
    assert asked.topics == {"sleep": "Sleep"}


@pytest.mark.parametrize(
    ("said", "ask_if"),
    [
        ("{well} = 'yes'", "well is yes"),
        ("{well} == 'n_o'", "well is n-o"),
        ("{why} contains 'noise' and {well} notempty", "why is noise and well answered"),
        ("{well} <> 'yes' or !({why} anyof ['cold'])", "not well is yes or not why is cold"),
        ("{well} empty", "not well answered"),
    ],
)
def test_a_visible_if_that_can_be_said_is_taken(said, ask_if):
    asked = taken(WELL, WHY, {"type": "comment", "name": "more", "title": "More?", "visibleIf": said}).asked
    assert asked.by_id["more"].ask_if == ask_if


@pytest.mark.parametrize(
    "said", ["{well} > 3", "age({born}) > 8", "{why} anyof ['cold', 'noise']", "{other} = 'yes'"]
)
def test_a_visible_if_that_cannot_be_said_is_told_and_never_dropped_silently(said):
    found = taken(WELL, WHY, {"type": "comment", "name": "more", "title": "More?", "visibleIf": said})
    assert found.asked.by_id["more"].ask_if == ""
    assert any("“more” is asked of everybody" in told and "ask_if" in told for told in found.left_out)


def test_conditions_of_panels_and_pages_are_handed_down():
    inner = {"type": "comment", "name": "more", "title": "More?"}
    asked = taken(WELL, {"type": "panel", "visibleIf": "{well} = 'yes'", "elements": [inner]}).asked
    assert asked.by_id["more"].ask_if == "well is yes"


def test_what_has_no_place_is_listed():
    found = taken(
        {**WELL, "hasOther": True, "validators": []},
        {"type": "signaturepad", "name": "sign"},
        {"type": "radiogroup", "name": "single", "title": "One?", "choices": ["yes"]},
        triggers=[{}],
    )
    told = " ".join(found.left_out)
    for part in (
        "hasOther",
        "validators",
        "signaturepad",
        "1 answers",
        "triggers",
        "code n-o",
        "Write by hand",
    ):
        assert part in told
    assert len(found.asked.questions) == 1


@pytest.mark.parametrize(
    "limits", [{}, {"min": 3}, {"min": -5, "max": 5}, {"max": 10**9}, {"min": 9, "max": 3}, {"max": "a"}]
)
def test_limits_that_cannot_be_taken_are_told(limits):
    found = taken({"type": "text", "name": "hours", "title": "Hours?", "inputType": "number", **limits})
    assert (found.asked.questions[0].lowest, found.asked.questions[0].highest) == (0, 100_000)
    assert any("Write lowest and highest" in told for told in found.left_out)


def test_translations_are_taken_as_samples_and_mark_up_goes():
    title = {"default": "<p>How are <b>you</b>?</p>", "de": "Wie geht es dir?", "?": "x"}
    found = taken({"type": "comment", "name": "more", "title": title})
    asks = found.asked.questions[0].asks
    assert asks.in_version("everybody") == "How are you?"
    assert asks.in_version("everybody", language="de") == "Wie geht es dir?"
    assert any("no code of a language" in told for told in found.left_out)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not readable as JSON"),
        (b"[" * 100_000, "not readable as JSON"),
        (b"\xff\xfe", "not readable as JSON"),
        (b"[]", "neither pages nor elements"),
        (b'{"a": 1}', "neither pages nor elements"),
        (b'{"pages": ["a"]}', "written in braces"),
        (b'{"pages": "a"}', "no question that can be taken"),
        (b'{"elements": [1, null, "a", {}, {"type": 5}]}', "no question that can be taken"),
        (b" " * (MOST_BYTES + 1), "larger than"),
        (surveyjs({"type": "comment", "name": "a", "title": "x" * 2000}), "1500"),
        (
            surveyjs({"type": "comment", "name": "a"}, {"type": "comment", "name": "a"}),
            "two questions have this id",
        ),
    ],
)
def test_what_is_no_surveyjs_file_is_refused(data, says):
    assert says in refusal_of(lambda: read_surveyjs(data, name="survey.json"))


def test_panels_beyond_reason_are_refused():
    panel = {"type": "comment", "name": "a", "title": "A"}
    for _ in range(40):
        panel = {"type": "panel", "elements": [panel]}
    assert "beyond reason" in refusal_of(lambda: taken(panel))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "name", "title", "choices", "elements", "rows", "columns", "visibleIf", "value"]
            ),
            inner | st.sampled_from(["radiogroup", "matrix", "rating", "panel", "text"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANYTHING, max_size=4))
def test_any_json_is_refused_or_taken_and_never_breaks(elements):
    refusal_of(lambda: read_surveyjs(json.dumps({"elements": elements}).encode(), name="survey.json"))


# LimeSurvey


def table(name, *rows):
    said = "".join(
        "<row>"
        + "".join(f"<{field}><![CDATA[{value}]]></{field}>" for field, value in row.items())
        + "</row>"
        for row in rows
    )
    return f"<{name}><rows>{said}</rows></{name}>"


def question(qid, title, kind, asks, *, parent="0", order=1, relevance="1", **more):
    row = {
        "qid": qid,
        "parent_qid": parent,
        "gid": "1",
        "type": kind,
        "title": title,
        "question_order": order,
    }
    return {**row, "relevance": relevance, "question": asks, "language": "en", **more}


def lss(*tables):
    said = "".join(tables)
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{said}</document>".encode()


def limesurvey(questions, *more):
    return lss(
        table("surveys", {"sid": "1", "language": "en"}),
        table("surveys_languagesettings", {"surveyls_title": "Life", "surveyls_language": "en"}),
        table("groups", {"gid": "1", "group_name": "Sleep", "group_order": "0", "language": "en"}),
        table("questions", *questions),
        *more,
    )


ANSWERS = table(
    "answers",
    {"qid": "1", "code": "A2", "answer": "No", "sortorder": "2", "language": "en"},
    {"qid": "1", "code": "A1", "answer": "Yes", "sortorder": "1", "language": "en"},
    {"qid": "5", "code": "N", "answer": "Never", "sortorder": "1", "language": "en"},
    {"qid": "5", "code": "O", "answer": "Often", "sortorder": "2", "language": "en"},
)
PARTS = table(
    "subquestions",
    question("31", "SQ1", "T", "Noise", parent="3"),
    question("32", "SQ2", "T", "Cold", parent="3", order=2),
    question("51", "S", "T", "Sad", parent="5"),
)


def test_a_limesurvey_file_is_taken():
    found = read_lss(
        limesurvey(
            [
                question("3", "why", "M", "Why?", order=2, relevance='((well.NAOK == "A2"))'),
                question("1", "well", "L", "<p>Do you sleep well?</p>", help="At night"),
                question("4", "more", "T", "More?", order=3, relevance='why_SQ1.NAOK == "Y" && well == "A2"'),
                question("5", "feel", "F", "How are you?", order=4),
                question("6", "age", "N", "How old?", order=5, relevance='feel_S == "O"'),
                question("7", "text", "X", "Thank you", order=6),
                question("8", "odd", "L", "Odd?", order=7),
                question("9", "yes", "Y", "Yes?", order=8, other="Y", relevance="count(that) > 1"),
            ],
            PARTS,
            ANSWERS,
            table("quota", {"id": "1"}),
        ),
        name="life.lss",
    )
    asked = found.asked
    assert (asked.id, asked.title, asked.topics) == ("life", "Life", {"sleep": "Sleep"})
    assert [(one.id, one.kind, one.ask_if) for one in asked.questions] == [
        ("well", "one", ""),
        ("why", "several", "well is A2"),
        ("more", "text", "why is SQ1 and well is A2"),
        ("feel-S", "scale", ""),
        ("age", "number", "feel-S is O"),
        ("yes", "one", ""),
    ]
    assert [choice.code for choice in asked.by_id["well"].options] == ["A1", "A2"]
    assert asked.by_id["well"].hint.in_version("everybody") == "At night"
    told = " ".join(found.left_out)
    for part in ("“text” was left out", "odd was left out", "Other", "quota", "“yes” is asked of everybody"):
        assert part in told


def test_a_newer_limesurvey_file_has_its_words_in_tables_of_languages():
    data = lss(
        table("surveys", {"sid": "1", "language": "en"}),
        table("groups", {"gid": "1", "group_order": "0"}),
        table("group_l10ns", {"gid": "1", "group_name": "Sleep", "language": "en"}),
        table("questions", {"qid": "1", "parent_qid": "0", "gid": "1", "type": "L", "title": "well"}),
        table(
            "question_l10ns",
            {"qid": "1", "question": "Sleep well?", "help": "", "language": "en"},
            {"qid": "1", "question": "Gut?", "help": "", "language": "de"},
        ),
        table("answers", {"aid": "7", "qid": "1", "code": "A1"}, {"aid": "8", "qid": "1", "code": "A2"}),
        table("answer_l10ns", {"aid": "7", "answer": "Yes", "language": "en"}),
    )
    asked = read_lss(data, name="new.lss").asked
    assert asked.questions[0].asks.in_version("everybody", language="de") == "Gut?"
    assert [one.says.in_version("everybody") for one in asked.questions[0].options] == ["Yes", "A2"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not readable as XML"),
        (b"<document>", "not readable as XML"),
        (b"<document/>", "holds no questions"),
        (
            b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><document>&b;</document>',
            "declares a document",
        ),
        (b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>', "declares a document"),
        (b"<a>" * 100 + b"</a>" * 100, "beyond reason"),
        (b"<?xml version='1.0' encoding='no-such'?><a/>", "not readable as XML"),
        (b" " * (MOST_LSS + 1), "larger than"),
        (limesurvey([question("7", "text", "X", "Thank you")]), "no question that can be taken"),
        (limesurvey([{"qid": str(number)} for number in range(50_001)]), "more than 50,000 rows"),
    ],
)
def test_what_is_no_limesurvey_file_is_refused(data, says):
    assert says in refusal_of(lambda: read_lss(data, name="life.lss"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 600))
def test_a_damaged_limesurvey_file_never_breaks(damage, place):
    data = bytearray(limesurvey([question("1", "well", "L", "Well?")], ANSWERS))
    data[place : place + len(damage)] = damage
    refusal_of(lambda: read_lss(bytes(data), name="life.lss"))


# By the ending of the name


def test_mark_up_and_spaces_are_made_plain():
    assert plain_text("a &lt; b\r\n<br>c\t d") == "a < b\n c d"


def test_a_questionnaire_goes_from_format_to_format(tmp_path):
    asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    form = write_any(asked, tmp_path / "form.xlsx")
    again = write_any(read_any(form).asked, tmp_path / "again.YAML")
    assert read_any(again).asked == asked


def test_what_was_taken_can_be_checked_at_once():
    checked = check_questionnaire(taken(WELL, WHY).asked, walks=50)
    assert {finding.check for finding in checked.findings} <= {"reading-age"}


def test_files_that_cannot_be_read_or_written_are_said(tmp_path):
    asked = taken(WELL).asked
    assert "ends in none of" in refusal_of(lambda: read_any(tmp_path / "a.docx"))
    assert "There is no file" in refusal_of(lambda: read_any(tmp_path / "a.lss"))
    assert "which can be written" in refusal_of(lambda: write_any(asked, tmp_path / "a.lss"))
    write_any(asked, tmp_path / "a.yaml")
    assert "is there already" in refusal_of(lambda: write_any(asked, tmp_path / "a.yaml"))
    assert "cannot be written" in refusal_of(lambda: write_any(asked, tmp_path / "none" / "a.yaml"))
