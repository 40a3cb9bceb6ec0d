"""An XLSForm loses nothing of a questionnaire, is one for other tools too, and lists what it cannot take."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from builders import refusal_of
from library.questionnaire_drawn import questionnaires
from library.questionnaire_made_up import made, number, one, several, text
from oneplan.listen.definition.conditions import read_condition, write_condition
from oneplan.listen.definition.files import PACKAGED, read_bytes, read_questionnaire
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.formats.spreadsheet import MOST_BYTES, read_xlsx, write_xlsx
from oneplan.listen.formats.taken import Taken
from oneplan.listen.formats.xlsform import write_xlsform
from oneplan.listen.formats.xlsform_read import read_xlsform
from oneplan.listen.formats.xpath import read_xpath, write_xpath
from oneplan.listen.formats.yaml_file import write_yaml

# What fails is large, and making it smaller takes minutes.
AS_FOUND = [Phase.explicit, Phase.reuse, Phase.generate]
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=AS_FOUND)
DEMONSTRATION = read_questionnaire(PACKAGED / "demonstration.yaml")


def form(survey, choices=(), settings_=None):
    """A form as other tools write it, by another library than ours."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (("survey", survey), ("choices", choices), ("settings", [settings_ or {}])):
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        for cells in ([columns] if columns else []) + [
            [row.get(column) for column in columns] for row in rows
        ]:
            sheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def edited(data, sheet, *, row, column, value):
    """A form in which somebody changed one cell in their spreadsheet program."""
    book = load_workbook(io.BytesIO(data))
    heads = [cell.value for cell in book[sheet][1]]
    if column not in heads:
        heads.append(column)
        book[sheet].cell(1, len(heads), column)
    book[sheet].cell(row, heads.index(column) + 1, value)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def taken(data):
    return read_xlsform(data, name="form.xlsx")


# Ours, there and back


@MANY
@given(questionnaires())
def test_nothing_is_lost_on_the_way_through_a_form(asked):
    assert taken(write_xlsform(asked)) == Taken(asked)


@MANY
@given(questionnaires())
def test_nothing_is_lost_on_the_way_through_yaml(asked):
    assert read_bytes(write_yaml(asked), name="again.yaml") == asked


@settings(MANY, max_examples=20)
@given(questionnaires())
def test_pyxform_takes_what_we_write(asked):
    assert "<h:html" in convert(write_xlsform(asked)).xform


def test_pyxform_takes_the_demonstration_and_only_misses_translations():
    warnings = []
    xform = convert(write_xlsform(DEMONSTRATION), warnings=warnings).xform
    assert all("missing" in warning for warning in warnings)
    assert "selected( /data/sleep-why" in xform or "/data/sleep-well" in xform


def test_a_form_that_a_spreadsheet_program_saved_again_is_the_same():
    packed = io.BytesIO()
    load_workbook(io.BytesIO(write_xlsform(DEMONSTRATION))).save(packed)
    assert taken(packed.getvalue()) == Taken(DEMONSTRATION)


def test_the_same_questionnaire_gives_the_same_bytes():
    assert write_xlsform(DEMONSTRATION) == write_xlsform(DEMONSTRATION)


def test_words_that_somebody_changed_in_the_spreadsheet_are_taken():
    data = write_xlsform(made(one("first"), one("last")))
    asked = taken(edited(data, "survey", row=3, column="label::English (en)", value="Are you well?")).asked
    assert asked.by_id["first"].asks.in_version("young") == "Are you well?"


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("relevant", "${first} = 'no'", "relevant and ask_if and versions do not say the same"),
        ("ask_if", "first is no", "relevant and ask_if and versions do not say the same"),
        ("constraint", ". > 1", "constraint and lowest, highest and without do not say the same"),
        ("choice_filter", "name != 'yes'", "choice_filter and without do not say the same"),
        ("type", "select_one options_first", "its list is called options_last"),
        ("topic", "strange", "there is no “strange”"),
        ("sensitivity", "secret", "sensitivity"),
    ],
)
def test_a_change_that_would_be_lost_is_refused_with_what_to_do(column, value, says):
    data = write_xlsform(made(one("first"), one("last")))
    said = refusal_of(lambda: taken(edited(data, "survey", row=4, column=column, value=value)))
    assert "question last" in said
    assert says in said


@pytest.mark.parametrize("sheet", ["survey", "choices", "words"])
def test_a_column_that_would_be_lost_is_refused(sheet):
    data = edited(write_xlsform(DEMONSTRATION), sheet, row=3, column="appearance", value="minimal")
    assert f"sheet {sheet}: nothing is known of a column appearance" in refusal_of(lambda: taken(data))


def test_an_id_that_a_form_cannot_hold_comes_back():
    asked = made(one("2nd"), number("meta", 0, 3, ask_if="2nd is yes"), text("last.one"))
    data = write_xlsform(asked)
    assert "<_2nd/>" in convert(data).xform
    assert taken(data).asked == asked


def test_a_text_with_a_reference_in_it_is_refused():
    asked = made(one("first", asks="How is ${name}?"))
    assert "first, asks" in refusal_of(lambda: write_xlsform(asked))


def test_formulas_stay_text():
    asked = made(one("first", asks='=HYPERLINK("http://example.org")'))
    book = load_workbook(io.BytesIO(write_xlsform(asked)))
    assert {cell.data_type for row in book["survey"] for cell in row} <= {"s", "n", "inlineStr"}
    assert taken(write_xlsform(asked)).asked == asked


# Conditions


@pytest.mark.parametrize(
    ("condition", "xpath"),
    [
        ("a is x", "${a} = 'x'"),
        ("b is x", "selected(${b}, 'x')"),
        ("a in (x, y)", "(${a} = 'x' or ${a} = 'y')"),
        ("a answered", "(${a} != '' and ${a} != 'dont-know' and ${a} != 'rather-not')"),
        ("not (a is x and b is y)", "not(${a} = 'x' and selected(${b}, 'y'))"),
    ],
)
def test_a_condition_is_said_in_xpath(condition, xpath):
    assert write_xpath(read_condition(condition), is_several=lambda id_: id_ == "b") == xpath


@pytest.mark.parametrize(
    ("xpath", "condition"),
    [
        ("${a} = 'x'", "a is x"),
        ('${ a }="x"', "a is x"),
        ("${a} = 3 or selected(${b}, 'y')", "a is 3 or b is y"),
        ("${a} != 'x'", "not a is x"),
        ("${a} != ''", "a answered"),
        ("not(${a} = '')", "not not a answered"),
        ("(${a} = 'x' and ${b} = 'y') or ${a} = 'z'", "(a is x and b is y) or a is z"),
    ],
)
def test_xpath_is_read_as_far_as_a_condition_can_say_it(xpath, condition):
    assert write_condition(read_xpath(xpath, ids={"a": "a", "b": "b"})) == condition


@pytest.mark.parametrize(
    "xpath",
    [
        "${a} > 3",
        "count(${a})",
        "${c} = 'x'",
        "'x' = ${a}",
        "${a} =",
        "(${a} = 'x'",
        "${a} = 'x' ${b}",
        "",
        "${a} = '?'",
        "(" * 40 + "${a} = 'x'" + ")" * 40,
        "${a} = 'x' or " * 400 + "${a} = 'x'",
    ],
)
def test_xpath_that_a_condition_cannot_say_is_refused(xpath):
    assert refusal_of(lambda: read_xpath(xpath, ids={"a": "a", "b": "b"}))


# Forms of other tools

SURVEY = [
    {"type": "start", "name": "start"},
    {"type": "begin_group", "name": "g", "label": "About <b>sleep</b>", "relevant": "${age} != ''"},
    {"type": "select_one yn", "name": "sleep_well", "label": "Do you sleep well?", "hint": "At night"},
    {
        "type": "select_multiple why or_other",
        "name": "why",
        "label": "Why?",
        "relevant": "${sleep_well} = 'no'",
    },
    {"type": "end_group"},
    {
        "type": "text",
        "name": "more",
        "label": "More?",
        "relevant": "count(${why}) > 1",
        "appearance": "multiline",
    },
    {"type": "geopoint", "name": "home", "label": "Where do you live?"},
]
CHOICES = [
    {"list_name": "yn", "name": "yes", "label": "Yes"},
    {"list_name": "yn", "name": "no", "label": "No"},
    {"list_name": "why", "name": "too_cold", "label": "Too cold"},
    {"list_name": "why", "name": "noise", "label": "Noise"},
]


def test_another_tools_form_is_taken_and_what_is_left_out_is_listed():
    age = {"type": "integer", "name": "age", "label": "How old are you?", "constraint": ". >= 8 and . <= 18"}
    found = taken(
        form([age, *SURVEY], CHOICES, {"form_title": "Sleep", "form_id": "sleep_1", "version": "3"})
    )
    asked = found.asked
    assert (asked.id, asked.title, asked.wave) == ("sleep-1", "Sleep", "3")
    assert [(one.id, one.kind, one.ask_if) for one in asked.questions] == [
        ("age", "number", ""),
        ("sleep-well", "one", "age answered"),
        ("why", "several", "age answered and sleep-well is no"),
        ("more", "text", ""),
    ]
    assert (asked.questions[0].lowest, asked.questions[0].highest) == (8, 18)
    assert asked.topics["about-sleep"] == "About sleep"
    told = " ".join(found.left_out)
    for part in (
        "geopoint",
        "start",
        "or_other",
        "appearance",
        "is now called sleep-well",
        "too-cold",
        "Write ask_if",
    ):
        assert part in told


def test_a_translated_form_keeps_its_languages_as_samples():
    rows = [
        {"type": "text", "name": "a", "label::English (en)": "How are you?", "label::Cymraeg (cy)": "Shwmae?"}
    ]
    asked = taken(form(rows, settings_={"default_language": "English (en)"})).asked
    assert asked.questions[0].asks.in_version("everybody", language="cy") == "Shwmae?"
    assert asked.languages["cy"].sample


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not readable as XLSX"),
        (b"PK\x03\x04 and no more", "not readable as XLSX"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
        (write_xlsx({"other": [{"a": "b"}]}), "no sheet “survey”"),
        (write_xlsx({"survey": []}), "no sheet “survey”"),
        (write_xlsx({"survey": [{"type": "note", "name": "a"}]}), "no question that can be taken"),
        (write_xlsx({"survey": [{"type": "text", "name": "a"}]}), "no question that can be taken"),
        (form([{"type": "text", "name": "a", "label": "A"}] * 2), "two questions have this id"),
        (form([{"type": "select_one x", "name": "a", "label": "A"}]), "0 answers"),
    ],
)
def test_what_is_no_form_is_refused_with_what_to_do(data, says):
    assert says in refusal_of(lambda: taken(data))


# Hostile spreadsheets


def packed(**changes):
    """A spreadsheet in which some parts are replaced."""
    source = zipfile.ZipFile(io.BytesIO(write_xlsx({"survey": [{"type": "text", "name": "a"}]})))
    made_ = io.BytesIO()
    with zipfile.ZipFile(made_, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            file.writestr(name, changes.pop(name, source.read(name)))
        for name, part in changes.items():
            file.writestr(name, part)
    return made_.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"xl/media/bomb.xml": b"\0" * 60_000_000}, "unpacks to more"),
        ({f"xl/part{number}.xml": b"<a/>" for number in range(300)}, "unpacks to more"),
        ({SHEET: f"{LAUGHS}<worksheet {MAIN}>&b;</worksheet>"}, "declares a document type"),
        (
            {SHEET: f'<worksheet {MAIN}><row><c r="XFD1048576"/></row></worksheet>'},
            "a cell at",
        ),
        (
            {SHEET: f'<worksheet {MAIN}><sheetData><row r="&#57;9999999"><c/></row></sheetData></worksheet>'},
            "a cell at",
        ),
        ({SHEET: f'<worksheet {MAIN}><dimension ref="A1:ZZZ9"/><sheetData/></worksheet>'}, "a cell at"),
        ({SHEET: "<worksheet>" + "<a>" * 100 + "</a>" * 100 + "</worksheet>"}, "beyond reason"),
        ({SHEET: "<worksheet"}, "not readable as XML"),
        ({"content.xml": "<a/>"}, "no XLSX"),
        ({"xl/workbook.bin": "a"}, "no XLSX"),
    ],
)
def test_a_spreadsheet_made_to_harm_is_refused(changes, says):
    assert says in refusal_of(lambda: read_xlsx(packed(**changes), name="form.xlsx"))


def test_a_part_that_lies_about_its_size_is_refused():
    data = bytearray(packed(**{"xl/media/a.xml": b"<a>" + b" " * 100_000 + b"</a>"}))
    place = data.rfind(b"xl/media/a.xml") - 46 + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    assert refusal_of(lambda: read_xlsx(bytes(data), name="form.xlsx"))


@settings(MANY, max_examples=100)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_a_damaged_form_is_refused_or_read_and_never_breaks(damage, place):
    data = bytearray(write_xlsform(made(one("first"), several("last"))))
    data[place : place + len(damage)] = damage
    refusal_of(lambda: taken(bytes(data)))


def test_a_column_that_stands_twice_is_refused():
    cell = '<c t="inlineStr"><is><t>a</t></is></c>'
    sheet = f"<worksheet {MAIN}><sheetData><row>{cell}{cell}</row></sheetData></worksheet>"
    assert "stands there twice" in refusal_of(lambda: read_xlsx(packed(**{SHEET: sheet}), name="form.xlsx"))


def test_the_questionnaire_that_comes_back_is_a_questionnaire():
    assert isinstance(taken(write_xlsform(DEMONSTRATION)).asked, Questionnaire)
