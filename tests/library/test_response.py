"""Who took part and who is missing, from a roll that is checked row by row."""

import polars as pl
import pytest

from builders import refusal_of
from oneplan.listen.closing.closed import RESPONSE
from oneplan.listen.response.missing import find_missing, say_missing
from oneplan.listen.response.roll import COLUMNS, MOST_BYTES, Roll, read_roll
from oneplan.listen.synthetic.closed import make_closed
from oneplan.listen.synthetic.roll import make_roll

HEAD = ",".join(COLUMNS)
ASH = "100001,Ash School,primary,academy,North,2,4,30"


def rolled(*lines):
    return read_roll("\n".join([HEAD, *lines]).encode(), name="roll.csv")


def responded(*rows):
    zero = dict.fromkeys(RESPONSE.names()[3:], 0)
    given = [
        {"version": "primary", **zero, "school": school, "year": year, **more} for school, year, more in rows
    ]
    return pl.DataFrame(given, schema=RESPONSE)


def test_a_roll_is_read_with_a_row_a_school_and_year():
    roll = rolled(
        ASH, "100001,Ash School,primary,academy,North,2,6,28", "100002,Elm,special,maintained,South,5,8,0"
    )
    assert roll.frame["pupils"].to_list() == [30, 28, 0]
    assert roll.schools["pupils"].to_list() == [58, 0]


def test_a_roll_from_a_spreadsheet_with_a_byte_order_mark_is_read():
    assert read_roll(f"\ufeff{HEAD}\r\n{ASH}\r\n".encode(), name="roll.csv").frame.height == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "needs the columns"),
        (HEAD.encode(), "holds no schools"),
        (b"school,name\n1,Ash", "needs the columns"),
        (f"{HEAD},{HEAD}\n".encode(), "needs the columns"),
        (f"{HEAD}\n{ASH},more".encode(), "row 2 has not as many cells"),
        (f"{HEAD}\n100001,Ash".encode(), "row 2 has not as many cells"),
        (f"{HEAD}\n{ASH}\n{ASH}".encode(), "row 3: row 2 is about this school and year"),
        (
            f"{HEAD}\n{ASH}\n{ASH.replace(',4,', ',6,').replace('North', 'South')}".encode(),
            "another district",
        ),
        (f"{HEAD}\n{ASH.replace(',30', ',-1')}".encode(), "row 2, pupils"),
        (f"{HEAD}\n{ASH.replace(',30', ',many')}".encode(), "row 2, pupils"),
        (f"{HEAD}\n{ASH.replace(',2,', ',6,')}".encode(), "row 2, free_meals_fifth"),
        (f"{HEAD}\n{ASH.replace(',4,', ',15,')}".encode(), "row 2, year"),
        (f"{HEAD}\n{ASH.replace('100001', '../../etc')}".encode(), "row 2, school"),
        (f"{HEAD}\n{ASH.replace('Ash School', '')}".encode(), "row 2, name"),
        (f'{HEAD}\n"{ASH}'.encode(), "not readable as CSV"),
        (f"{HEAD}\n{ASH}".encode("utf-16"), "not a text in UTF-8"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_what_is_wrong_with_a_roll_is_said_with_its_row(data, says):
    assert says in refusal_of(lambda: read_roll(data, name="roll.csv"))


def test_a_roll_beyond_reason_is_refused():
    lines = [f"S{number},School,primary,academy,North,2,4,30" for number in range(20_001)]
    assert "more than 20,000 rows" in refusal_of(lambda: rolled(*lines))


def test_who_took_part_is_counted_by_kinds_of_school():
    roll = rolled(
        "1,A,primary,academy,North,1,4,50",
        "2,B,primary,academy,North,5,4,30",
        "2,B,primary,academy,North,5,6,20",
        "3,C,secondary,academy,South,5,8,100",
    )
    found = find_missing(
        roll, responded(("1", 4, {"issued": 55, "done": 40}), ("2", 6, {"issued": 20, "done": 10}))
    )
    phase = found.filter(by="phase").to_dicts()
    assert phase[0] == {
        "by": "phase",
        "level": "primary",
        "schools": 2,
        "took_part": 2,
        "pupils": 100,
        "issued": 75,
        "done": 50,
        "share": 0.5,
    }
    assert (phase[1]["took_part"], phase[1]["share"]) == (0, 0.0)
    crossed = found.filter(by="phase and fifth of free meals")
    assert crossed["level"].to_list() == ["primary, 1", "primary, 5", "secondary, 5"]


def test_more_cards_than_pupils_are_no_more_than_everybody():
    found = find_missing(rolled(ASH), responded(("100001", 4, {"issued": 40, "done": 35})))
    assert found.filter(by="phase")["share"].to_list() == [1.0]


def test_a_roll_without_pupils_has_no_share():
    roll = rolled(ASH, "2,Empty,special,academy,North,2,4,0")
    found = find_missing(roll, responded(("100001", 4, {"issued": 40, "done": 5})))
    assert found.filter(by="phase", level="special")["share"].to_list() == [None]
    assert list(say_missing(found)) == []


def test_a_roll_of_another_wave_is_refused():
    assert "Load the roll" in refusal_of(
        lambda: find_missing(rolled(ASH), responded(("9", 4, {"issued": 1})))
    )
    assert "Load the roll" in refusal_of(lambda: find_missing(rolled(ASH), responded()))


def test_nine_poor_secondary_schools_that_stayed_away_are_named_as_a_kind():
    poor = [f"P{number},Poor,secondary,academy,North,5,8,100" for number in range(9)]
    rich = [f"R{number},Rich,secondary,academy,North,1,8,100" for number in range(9)]
    came = [(f"R{number}", 8, {"issued": 100, "done": 80}) for number in range(9)]
    said = list(say_missing(find_missing(rolled(*poor, *rich), responded(*came))))
    kind = "(phase and fifth of free meals: secondary, 5)"
    assert f"None of the 9 schools {kind} took part; 900 pupils are not heard." in said


def test_a_kind_far_behind_is_told_and_two_schools_alone_are_not():
    lines = [
        f"{district}{number},S,primary,academy,{district},3,4,100" for district in "AB" for number in range(4)
    ]
    lines += [f"C{number},S,primary,academy,C,3,4,100" for number in range(2)]
    shares = {"A": 80, "B": 38, "C": 10}
    rows = [
        (f"{d}{n}", 4, {"issued": 100, "done": shares[d]}) for d in "ABC" for n in range(4 if d != "C" else 2)
    ]
    said = [one for one in say_missing(find_missing(rolled(*lines), responded(*rows))) if "district" in one]
    assert len(said) == 1
    assert said[0].startswith("Of the pupils in the 4 schools (district: B), 38% took part, beside 49%")


def test_a_made_up_wave_lacks_poorer_schools_as_it_should():
    roll = make_roll(schools=290)
    found = find_missing(roll, make_closed(roll=roll).response).filter(by="fifth of free meals")
    assert found["schools"].sum() == 290
    assert found["took_part"].sum() == 252
    assert isinstance(roll, Roll)
