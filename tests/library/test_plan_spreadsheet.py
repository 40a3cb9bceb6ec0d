"""Activities go out as a spreadsheet with nothing lost and come back; a bad row is named, nothing runs."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import ROOT, refusal_of
from library.made_up_spreadsheet import write_spreadsheet
from library.plan_files import small_plan
from library.plan_made_up import made_up_plan
from oneplan.plan.doing import Activity, Milestone
from oneplan.plan.files import read_plan
from oneplan.plan.spreadsheet import COLUMNS, MOST_BYTES, read_rows, write_activities
from oneplan.plan.taking import take_activities

INVENTED = read_plan(ROOT / "docs" / "examples" / "invented-plan-2027-31")


@pytest.fixture
def read(tmp_path):
    """Reads rows from the text of a file."""

    def of(text, *, name="activities.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_rows(path)

    return of


def table(*rows, columns="id,milestone_of,name,serves,due,lead,owner"):
    return "\n".join([columns, *rows]) + "\n"


def test_every_field_of_an_activity_and_of_a_milestone_has_a_column():
    fields = set(Activity.model_fields) - {"milestones"} | set(Milestone.model_fields) | {"milestone_of"}
    assert set(COLUMNS) == fields


def test_what_goes_out_comes_back_and_taking_it_twice_changes_nothing(read):
    rows = read(write_activities(INVENTED))
    taken = take_activities(INVENTED, rows)
    assert (taken.plan, taken.added, taken.changed, taken.faults) == (INVENTED, (), (), ())
    from_nothing = take_activities(INVENTED.changed(activities=[], updates=[], measures=[], values=[]), rows)
    assert from_nothing.faults == ()
    assert from_nothing.plan.activities == INVENTED.activities
    assert write_activities(from_nothing.plan) == write_activities(INVENTED)


def test_a_new_row_gets_the_next_id_and_a_changed_cell_changes_its_field_alone(read):
    taken = take_activities(
        INVENTED,
        read(
            table(
                "TL-3.1,,A talking check,TL-3,2028-06-30,health,early-lead",
                ",,Songs in the library,TL-3,,council,",
                ",,Songs in the park,TL-3,,council,",
                ",TL-3.1,The first year is counted,,31/03/2028,,",
            )
        ),
    )
    assert taken.faults == ()
    assert taken.added == ("TL-3.3", "TL-3.4")
    assert taken.changed == ("TL-3.1",)
    now = {one.id: one for one in taken.plan.activities}
    before = INVENTED.activities[0]
    assert str(now["TL-3.1"].due) == "2028-06-30"
    assert now["TL-3.1"].resources == before.resources
    assert [(one.id, str(one.due)) for one in now["TL-3.1"].milestones][2:] == [("TL-3.1.c", "2028-03-31")]
    assert now["TL-3.1"].milestones[:2] == before.milestones


def test_an_empty_cell_empties_its_field_and_no_activity_is_taken_out(read):
    taken = take_activities(INVENTED, read(table("TL-3.1,,A talking check,TL-3,,,")))
    assert taken.faults == ()
    assert taken.plan.activities[0].lead == ""
    assert [one.id for one in taken.plan.activities] == [one.id for one in INVENTED.activities]


BAD = [
    ("TL-3.1,,A check,TL-8,,health,", "serves", "there is no “TL-8”"),
    ("TL-3.1,,A check,TL-3,,nobody,", "lead", "there is no “nobody”"),
    ("TL-3.1,,A check,TL-3,,health,me", "owner", "there is no “me”"),
    ("TL-3.1,,,TL-3,,health,", "name", "at least 1 character"),
    ("TL-3.1,,A check,TL-3,31/02/2028,health,", "due", "valid date"),
    ("TL-3.1,,A check,TL-3,next week,health,", "due", "valid date"),
    ("TL-3.1,,A check,TL-3,2020-01-01,health,", "due", "cannot be due before it starts"),
    (",,A check,,,health,", "serves", "needs the priority that it serves"),
    (",,A check,NO-1,,health,", "serves", "there is no “NO-1”"),
    ("V-1,,A check,TL-3,,health,", "id", "“V-1” is something else in this plan"),
    ("TL-9,,A check,TL-3,,health,", "id", "“TL-9” is something else in this plan, or was"),
    ("../x,,A check,TL-3,,health,", "id", "String should match"),
    (",TL-9.9,A step,,,,", "milestone_of", "there is no activity “TL-9.9”"),
    ("TL-3.2.a,TL-3.1,A step,,,,", "id", "“TL-3.2.a” is something else"),
    (",TL-3.1,A step,TL-3,,,", "serves", "a milestone has none"),
    (f"TL-3.1,,{'x' * 3000},TL-3,,health,", "name", "more than 2,000 letters"),
    ("TL-3.1,,\u202eA check,TL-3,,health,", "name", "cannot be seen"),
]


@pytest.mark.parametrize(("row", "column", "says"), BAD)
def test_a_bad_row_is_named_by_row_and_column_and_nothing_is_taken(read, row, column, says):
    rows = read(table(",,Songs in the library,TL-3,,council,", row))
    taken = take_activities(INVENTED, rows)
    (fault,) = taken.faults
    assert (fault.row, fault.column) == (3, column)
    assert says in str(fault)
    assert taken.plan is INVENTED
    good = take_activities(INVENTED, rows, on_fault="good-rows")
    assert good.added == ("TL-3.3",)
    assert good.faults == taken.faults


def test_milestones_of_a_row_that_is_refused_are_refused_with_it(read):
    rows = read(table("TL-3.1,,A check,TL-8,,health,", ",TL-3.1,A step,,,,"))
    taken = take_activities(INVENTED, rows, on_fault="good-rows")
    assert [str(fault) for fault in taken.faults] == [
        "Row 2, serves: there is no “TL-8” in this plan.",
        "Row 3, milestone_of: row 2, its activity, could not be taken.",
    ]
    assert taken.plan == INVENTED


def test_an_id_that_stands_in_two_rows_is_refused_in_the_second(read):
    rows = read(table("TL-3.1,,A check,TL-3,,health,", "tl-3.1,,Another,TL-3,,health,"))
    assert [fault.row for fault in take_activities(INVENTED, rows).faults] == [3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("name,serves\na,b\n", "has no column id"),
        ("id,name,colour\na,b,c\n", "column colour: no activity has it"),
        ("id,name,name\na,b,c\n", "column name: it stands there twice"),
        (b"id,name\n\xff\xfe,b\n", "not a text in UTF-8"),
        ('id,name\n"a,b\n', "not readable as CSV"),
        ("id,name\n" + "a,b\n" * 20_001, "more than 20,000 rows"),
        ("id,name\n" + f"a,{'b' * 200_000}\n", "not readable as CSV"),
    ],
)
def test_what_is_no_table_of_activities_is_refused_in_a_sentence(read, text, says):
    said = refusal_of(lambda: read(text))
    assert said is not None
    assert says in said
    assert said.startswith("activities.csv")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "activities.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "larger than 20,000,000 bytes" in refusal_of(lambda: read_rows(path))
    assert "There is no file" in refusal_of(lambda: read_rows(tmp_path / "none.csv"))


def test_a_file_as_spreadsheets_save_it_is_read(read):
    text = table("TL-3.2,,The play bus,TL-3,31/12/2027,playbus,play-lead")
    plain = read(text)
    assert read("\ufeff" + text) == plain
    assert read(text.replace(",", ";")) == plain
    assert read(text.replace("\n", "\r\n") + ",,,,,,\r\n") == plain


def test_a_workbook_is_read_as_the_table_is(tmp_path, read):
    rows = list(csv.reader(io.StringIO(write_activities(INVENTED))))
    path = tmp_path / "activities.xlsx"
    write_spreadsheet(path, rows)
    assert [one.cells for one in read_rows(path)] == [one.cells for one in read(write_activities(INVENTED))]
    path.write_bytes(b"PK\x03\x04 no workbook")
    assert "not readable as XLSX" in refusal_of(lambda: read_rows(path))


@pytest.mark.parametrize("name", ["=1+1", "+44 1452", "-5", "@here", "'=1+1", "''@x", "it's", "'quoted'"])
def test_a_cell_that_would_run_does_not_and_comes_back_as_it_was(read, name):
    plan = small_plan(activities=[{"id": "A-1", "name": name, "serves": ["H"]}])
    text = write_activities(plan)
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"][0] not in "=+-@"
    assert take_activities(small_plan(activities=[]), read(text)).plan.activities == plan.activities


WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(name=WORDS.filter(str.strip), text=WORDS, how=WORDS)
def test_whatever_people_write_goes_through_a_spreadsheet_unharmed(tmp_path_factory, name, text, how):
    activity = {"id": "A-1", "name": name, "text": text, "how": how, "serves": ["H", "H-1"]}
    plan = small_plan(activities=[activity])
    path = tmp_path_factory.mktemp("sheets") / "a.csv"
    path.write_text(write_activities(plan), encoding="utf-8")
    assert take_activities(small_plan(activities=[]), read_rows(path)).plan.activities == plan.activities


def test_a_large_spreadsheet_is_taken_whole(tmp_path):
    plan = made_up_plan(updates=10)
    path = tmp_path / "large.csv"
    path.write_text(write_activities(plan), encoding="utf-8")
    assert take_activities(plan.changed(activities=[], updates=[]), read_rows(path)).plan.activities == (
        plan.activities
    )
