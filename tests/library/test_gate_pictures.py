"""The auditor of pictures: it believes nothing, counts every child itself, and says what is not proven."""

import numpy as np
import pytest

from oneplan.disclosure.auditor.cube_files import NO, NO_ANSWER, YES, Showing
from oneplan.disclosure.auditor.pictures import Picture, audit_pictures
from oneplan.errors import NotValid

CODES = [("a", "b"), ("p", "q", "r")]
SHOWING = Showing("nhs_subnational", base=5, withhold_to=7)
SIZES = {(0, 0): (20, 4), (0, 1): (20, 10), (1, 0): (30, 12), (1, 1): (10, 20)}
"""(level of each) how many said no and yes; nobody is at a and b × r."""


def children(sizes=SIZES):
    rows = [(*levels, answer) for levels, (no, yes) in sizes.items() for answer in [NO] * no + [YES] * yes]
    table = np.array(rows, np.int16)
    return Picture(table[:, :2].copy(), table[:, 2:].astype(np.int8))


def other_children():
    """One yes fewer of a × q, one more of a × p, and the other way round of b."""
    return children({(0, 0): (19, 5), (0, 1): (21, 9), (1, 0): (31, 11), (1, 1): (9, 21)})


def write(path, picture=None, *, changed=None):
    """The file of these children as the policy has it, with perhaps one value changed."""
    picture, lines = picture or children(), []
    for one in (None, 0, 1):
        for two in (None, 0, 1):
            inside = np.ones(len(picture.levels), bool)
            for place, level in ((0, one), (1, two)):
                inside &= (picture.levels[:, place] == level) if level is not None else True
            no, yes = (int((picture.answers[inside, 0] == answer).sum()) for answer in (NO, YES))
            hidden = 1 <= no <= 7 or 1 <= yes <= 7
            codes = ["Total" if k is None else CODES[place][k] for place, k in ((0, one), (1, two))]
            for name, count, out in (("Total", no + yes, False), ("no", no, hidden), ("yes", yes, hidden)):
                value = "" if out else str((count + 2) // 5 * 5)
                value = (changed or {}).get((*codes, name), value)
                lines.append(",".join([*codes, name, value]))
    path.write_text("one,two,sad,value\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_cell_with_two_values_in_pictures_that_fit_is_open(tmp_path):
    found = audit_pictures(
        [write(tmp_path / "sad.csv")],
        showing=SHOWING,
        codes=CODES,
        pictures=[children(), other_children()],
    ).certificate
    assert found.safe
    assert found.withheld == 2
    assert found.values_kept["2"] == 2
    assert found.attacks["B"].pictures == 2


@pytest.mark.parametrize(
    "sizes",
    [
        {**SIZES, (0, 0): (20, 5), (0, 1): (20, 8), (1, 2): (0, 1)},
        {**SIZES, (0, 0): (24, 0), (0, 1): (16, 14)},
        {**SIZES, (0, 0): (16, 8), (0, 1): (24, 6)},
        {**SIZES, (0, 0): (20, 14)},
        {**SIZES, (0, 0): (20, 7), (0, 1): (20, 7)},
    ],
    ids=["a child where none is", "a nought", "large where small", "too many", "small where large"],
)
def test_a_picture_that_would_be_shown_otherwise_counts_for_nothing(sizes, tmp_path):
    found = audit_pictures(
        [write(tmp_path / "sad.csv")], showing=SHOWING, codes=CODES, pictures=[children(), children(sizes)]
    ).certificate
    assert found.attacks["B"].pictures == 1
    assert not found.complete
    assert not found.safe
    assert found.notes == ("2 cells that must be open have too few values in these pictures.",)


def test_levels_and_answers_that_there_are_not_count_for_nothing(tmp_path):
    path, wild, odd = write(tmp_path / "sad.csv"), other_children(), other_children()
    wild.levels[0, 1] = 3
    odd.answers[0, 0] = 7
    found = audit_pictures([path], showing=SHOWING, codes=CODES, pictures=[children(), wild, odd])
    assert found.certificate.attacks["B"].pictures == 1


def test_outcomes_of_the_same_children_stay_of_the_same_children(tmp_path):
    one, other = children(), other_children()
    first = Picture(one.levels, np.repeat(one.answers, 2, axis=1))
    second = Picture(other.levels, np.repeat(other.answers, 2, axis=1))
    fewer = Picture(other.levels.copy(), second.answers.copy())
    fewer.answers[-1, 1] = NO_ANSWER
    files = [write(tmp_path / "sad.csv"), write(tmp_path / "mad.csv")]
    files[1].write_text(files[1].read_text().replace("sad", "mad", 1))
    found = audit_pictures(files, showing=SHOWING, codes=CODES, pictures=[first, fewer, second]).certificate
    assert found.attacks["A"].pictures == 2
    assert found.withheld == 4
    assert found.shown == 9 + 2 * 16


def test_a_file_that_was_changed_fits_nobody(tmp_path):
    path = write(tmp_path / "sad.csv", changed={("a", "q", "yes"): "15"})
    found = audit_pictures([path], showing=SHOWING, codes=CODES, pictures=[children(), other_children()])
    assert found.certificate.attacks["B"].pictures == 0
    assert not found.certificate.safe


@pytest.mark.parametrize(
    ("changed", "why"),
    [({("a", "q", "yes"): "11"}, "not rounded to 5"), ({("a", "q", "yes"): "many"}, "no whole number")],
)
def test_a_file_that_is_not_one_of_a_cube_is_refused(changed, why, tmp_path):
    with pytest.raises(NotValid, match=why):
        audit_pictures(
            [write(tmp_path / "sad.csv", changed=changed)], showing=SHOWING, codes=CODES, pictures=[]
        )


def test_a_code_that_nobody_knows_is_refused(tmp_path):
    path = write(tmp_path / "sad.csv")
    path.write_text(path.read_text().replace("b,q,yes", "b,z,yes"))
    with pytest.raises(NotValid, match="no cell of this cube"):
        audit_pictures([path], showing=SHOWING, codes=CODES, pictures=[])
