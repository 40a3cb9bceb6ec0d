"""Sums and means that look withheld and are not: the auditor finds each of them out, in anybody's file."""

import json

import pytest

from library.command import run
from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.auditor.magnitudes import SumRule
from oneplan.disclosure.auditor.printed import Columns
from oneplan.disclosure.auditor.rules import Rule
from oneplan.errors import NotFound, NotValid

TWO_BY_TWO = [(a, b) for a in ("n", "s", "Total") for b in ("f", "m", "Total")]


def write(folder, heading, lines):
    path = folder / "theirs.csv"
    path.write_text("\n".join([heading, *lines]) + "\n")
    return path


def test_the_difference_of_two_margins_is_found_out(tmp_path):
    path = write(
        tmp_path,
        "school,value,days,days_state",
        ["Total,90,212,shown", "a,50,120,shown", "b,30,,withheld", "c,10,80,shown"],
    )
    found = audit([path])
    assert found.sums == {("b",): ("12", "12")}
    assert (found.certificate.sums.exact, found.certificate.safe) == (1, False)


def test_a_mean_and_a_count_tell_a_sum(tmp_path):
    path = write(
        tmp_path, "school,value,days,days_mean,days_state", ["a,8,,2.6,withheld", "b,40,95,2.4,shown"]
    )
    # 2.55 to 2.65 times 8 lies between 20.4 and 21.2.
    found = audit([path])
    assert found.sums == {("a",): ("21", "21")}
    assert not found.certificate.safe


def test_a_mean_with_few_decimals_tells_a_sum_closely_though_not_exactly(tmp_path):
    path = write(
        tmp_path, "school,value,days,days_mean,days_state", ["a,80,,2.6,withheld", "b,40,95,2.4,shown"]
    )
    found = audit([path])
    assert found.sums == {("a",): ("204", "212")}
    assert (found.certificate.sums.exact, found.certificate.sums.within) == (0, 1)
    assert found.certificate.sums.narrowest_percent == 1.9


def test_a_shown_sum_and_a_shown_mean_tell_a_withheld_count(tmp_path):
    path = write(
        tmp_path,
        "school,value,days,days_mean,days_state",
        ["a,,7,2.33,shown", "b,40,95,2.38,shown", "Total,,102,,shown"],
    )
    found = audit([path])
    assert found.exact[("a",)] == 3
    assert found.certificate.sums.counts == 2
    assert not found.certificate.safe


def test_means_alone_beside_their_counts_are_sums(tmp_path):
    path = write(tmp_path, "school,value,average", ["a,4,2.5", "b,400,2.4"])
    found = audit([path], rule=Rule(sums=SumRule(Columns(mean="average"))))
    assert found.sums[("a",)] == ("10", "10")
    assert found.certificate.sums.exact == 1


def test_sums_on_a_known_scale_tell_counts(tmp_path):
    # Every child in the first row answered 5, every one in the second 1: the columns then tell how many.
    counts = {("n", "f"): None, ("n", "m"): None, ("s", "f"): None, ("s", "m"): None}
    counts |= {
        ("n", "Total"): 9,
        ("s", "Total"): 9,
        ("Total", "f"): 9,
        ("Total", "m"): 9,
        ("Total", "Total"): 18,
    }
    sums = {
        ("n", "Total"): 45,
        ("s", "Total"): 9,
        ("Total", "f"): 29,
        ("Total", "m"): 25,
        ("Total", "Total"): 54,
    }
    lines = [
        f"{a},{b},{counts[a, b] or ''},{sums.get((a, b), '')},{'shown' if (a, b) in sums else 'withheld'}"
        for a, b in TWO_BY_TWO
    ]
    path = write(tmp_path, "district,sex,value,points,points_state", lines)
    assert audit([path]).certificate.safe
    found = audit([path], rule=Rule(sums=SumRule(scale=("1", "5"))))
    assert found.exact == {("n", "f"): 5, ("n", "m"): 4, ("s", "f"): 4, ("s", "m"): 5}
    assert found.sums[("n", "f")] == ("25", "25")
    assert found.certificate.sums.counts == 4
    assert not found.certificate.safe


def test_the_command_says_which_sums_can_be_told(tmp_path):
    lines = ["Total,90,212.5", "a,50,120", "b,30,12.5", "c,10,*"]
    path = write(tmp_path, "school,value,points", lines)
    certificate = tmp_path / "cert.json"
    said = run("audit", str(path), "--sum", "points", "--certificate", str(certificate), home=tmp_path)
    assert said.status == 1
    assert "Sums of points: 3 are shown and 1 are withheld." in said.out
    assert "c: 80.0 to 80.0" in said.out
    assert json.loads(certificate.read_text())["sums"]["exact"] == 1


def test_a_large_sum_that_can_be_told_closely_is_named_and_is_no_failure(tmp_path):
    lines = ["Total,90,1010,shown", "a,50,,withheld", "b,30,,withheld", "c,10,1000,shown"]
    path = write(tmp_path, "school,value,days,days_state", lines)
    said = run("audit", str(path), "--within", "99", home=tmp_path)
    assert (said.status, "0 can be worked out, 0 told to within 99%" in said.out) == (0, True)
    assert run("audit", str(path), "--within", "100", home=tmp_path).out.count("0 to 10") == 2


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["a,9,many,shown"], "row 2: “many” is no days"),
        (["a,9,-1,shown"], "row 2: “-1” is no days"),
        (["a,9,5,shown", "a,9,6,shown"], "row 3: a stands there twice"),
        (["Total,9,5,shown", "a,5,2,shown", "b,4,2,shown"], "The tables contradict themselves"),
    ],
)
def test_sums_that_cannot_be_are_refused(lines, sentence, tmp_path):
    with pytest.raises(NotValid, match=sentence.replace("(", r"\(")):
        audit([write(tmp_path, "school,value,days,days_state", lines)])


def test_a_mean_that_is_not_of_its_sum_is_refused(tmp_path):
    path = write(tmp_path, "school,value,days,days_mean,days_state", ["a,9,45,7.1,shown"])
    with pytest.raises(NotValid, match="a sum, its mean and its count do not fit"):
        audit([path])


def test_a_column_that_is_not_there_and_a_scale_that_is_none_are_refused(tmp_path):
    path = write(tmp_path, "school,value,days,days_state", ["a,9,45,shown"])
    assert "no column called points" in run("audit", str(path), "--sum", "points", home=tmp_path).refusal
    assert "is no scale" in run("audit", str(path), "--scale", "5,1", home=tmp_path).refusal
    with pytest.raises(NotFound, match="no column called mean"):
        audit([path], rule=Rule(sums=SumRule(Columns("days", "mean"))))


def test_two_sums_in_one_file_are_to_be_named(tmp_path):
    path = write(tmp_path, "school,value,a,a_state,b,b_state", ["x,9,4,shown,5,shown"])
    with pytest.raises(NotValid, match=r"several sums: a, b\. Name one with --sum"):
        audit([path])
    found = audit([path], rule=Rule(sums=SumRule(Columns("b"))))
    assert (found.certificate.sums.column, found.certificate.sums.shown) == ("b", 1)
