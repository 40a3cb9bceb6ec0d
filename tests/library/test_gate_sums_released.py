"""Sums in a release: what is written, which are withheld and why, and what is refused."""

import csv
import json
from random import Random

import pytest

from library.command import run
from oneplan.disclosure.asked import Asked
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.files import read_magnitude, read_release
from oneplan.errors import NotSafe

HEADING = "district,sex,school,freq,days"
EVERY = [
    # Four districts of three schools and more, with a hundred children and more each.
    *(
        f"{d},{sex},{d}{k},{20 + k},{40 + 3 * k}"
        for d in ("a", "b", "c", "d")
        for sex in "fm"
        for k in range(4)
    ),
]
TWO_SCHOOLS = [line for line in EVERY if not line.startswith(("a,f,a2", "a,f,a3"))]


def protect(folder, *more, lines=EVERY, policy="research_10", table="district,sex", heading=HEADING):
    (folder / "inner.csv").write_text("\n".join([heading, *lines]) + "\n")
    words = ["protect", "--counts", str(folder / "inner.csv"), "--table", table, "--policy", policy]
    words += ["--out", str(folder / "out.csv"), "--certificate", str(folder / "cert.json"), "--sum", "days"]
    return run(*words, *more, home=folder)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["district"], row["sex"]): row for row in csv.DictReader(file)}


def test_a_sum_and_its_mean_stand_beside_the_count(tmp_path):
    said = protect(tmp_path, "--contributor", "school", "--mean")
    assert said.status == 0, said.err
    rows = rows_of(tmp_path / "out.csv")
    assert list(rows["a", "f"]) == ["district", "sex", "value", "state", "days", "days_state", "days_mean"]
    assert list(rows["a", "f"].values())[2:] == ["86", "shown", "178", "shown", "2.1"]
    assert rows["Total", "Total"]["days"] == str(8 * 178)
    found = json.loads((tmp_path / "cert.json").read_text())["sums"]
    assert (found["shown"], found["withheld"], found["complete"]) == (15, 0, True)


def test_decimals_are_those_of_the_counts(tmp_path):
    lines = [line + ".25" if line.startswith("a,f,a0") else line for line in EVERY]
    assert protect(tmp_path, "--contributor", "school", lines=lines).status == 0
    assert rows_of(tmp_path / "out.csv")["a", "f"]["days"] == "178.25"
    assert rows_of(tmp_path / "out.csv")["b", "m"]["days"] == "178.00"


def test_a_sum_of_two_schools_is_withheld_however_many_children_they_have(tmp_path):
    said = protect(tmp_path, "--contributor", "school", "--mean", lines=TWO_SCHOOLS)
    assert said.status == 0, said.err
    rows = rows_of(tmp_path / "out.csv")
    assert rows["a", "f"]["value"] == rows["a", "f"]["days"] == rows["a", "f"]["days_mean"] == ""
    assert rows["a", "f"]["days_state"] == rows["a", "f"]["state"] == "withheld"
    # One more in its row and in its column, and the fourth corner: else a margin would tell it.
    withheld = {cell for cell, row in rows.items() if row["state"] == "withheld"}
    assert len(withheld) == 4
    assert {sex for _, sex in withheld} == {"f", "m"}


def test_nothing_that_goes_out_says_why_a_sum_is_withheld(tmp_path):
    protect(tmp_path, "--contributor", "school", lines=TWO_SCHOOLS)
    out = (tmp_path / "out.csv").read_text() + (tmp_path / "cert.json").read_text()
    assert "rests on" not in out
    assert 'a,f,41,"its sum rests on too few' in (tmp_path / "cert.working.csv").read_text()


@pytest.mark.parametrize(
    ("largest", "second", "told"),
    [
        # Of 20 others and one of 100: the second with 15 is off by 5, which is within 10 percent of 100.
        (100, 15, True),
        (100, 9, True),
        # The same sums from more even schools.
        (60, 30, False),
    ],
)
def test_a_sum_that_one_school_dominates_is_withheld(largest, second, told, tmp_path):
    sums = [largest, second, 20 - second if largest == 100 else 30, 5]
    lines = [line for line in EVERY if not line.startswith("a,f")]
    lines += [f"a,f,a{k},20,{of}" for k, of in enumerate(sums)]
    said = protect(tmp_path, "--contributor", "school", lines=lines)
    assert said.status == 0, said.err
    assert (rows_of(tmp_path / "out.csv")["a", "f"]["state"] == "withheld") is told


def test_contributors_are_counted_anew_at_every_margin(tmp_path):
    # Two inner cells of two schools each: the same two in district a, four in district b.
    lines = [line for line in EVERY if line.startswith(("c", "d"))]
    lines += [f"a,{sex},a{k},30,{60 + k}" for sex in "fm" for k in range(2)]
    lines += [f"b,{sex},b{k + place * 2},30,{60 + k}" for place, sex in enumerate("fm") for k in range(2)]
    assert protect(tmp_path, "--contributor", "school", lines=lines).status == 0
    rows = rows_of(tmp_path / "out.csv")
    assert rows["a", "Total"]["state"] == "withheld"
    assert rows["b", "f"]["state"] == rows["b", "m"]["state"] == "withheld"
    working = (tmp_path / "cert.working.csv").read_text()
    assert 'a,Total,120,"its sum' in working
    assert 'b,Total,120,"its sum' not in working


def test_a_school_that_knows_its_own_part_cannot_tell_another_one(tmp_path):
    # Alone in a cell each, in one row: whoever knows the row and its own part would know the other.
    lines = [line for line in EVERY if not line.startswith("a,")]
    lines += ["a,f,a1,30,60", "a,m,a2,30,66", "a,f,a3,30,65", "a,f,a4,31,66", "a,f,a5,30,65"]
    said = protect(tmp_path, "--contributor", "school", lines=lines, policy="survey")
    assert said.status == 0, said.err
    found = json.loads((tmp_path / "cert.json").read_text())["sums"]
    assert found["contributors"] > 0
    assert (found["exact"], found["too_narrow"]) == (0, 0)


def test_small_counts_take_their_sums_with_them_under_a_policy_without_a_rule_on_sums(tmp_path):
    lines = [line for line in EVERY if not line.startswith("a,f")]
    lines += ["a,f,a0,3,7"]
    said = protect(tmp_path, lines=lines, policy="dfe_la")
    assert said.status == 0, said.err
    rows = rows_of(tmp_path / "out.csv")
    assert rows["a", "f"]["days"] == ""
    found = json.loads((tmp_path / "cert.json").read_text())["sums"]
    assert (found["exact"], found["withheld"]) == (0, 4)


def test_its_own_release_passes_the_audit_of_a_stranger(tmp_path):
    assert protect(tmp_path, "--contributor", "school", "--mean", lines=TWO_SCHOOLS).status == 0
    said = run("audit", str(tmp_path / "out.csv"), home=tmp_path)
    assert said.status == 0, said.err
    assert "Sums of days: 11 are shown and 4 are withheld." in said.out


def test_a_group_that_is_at_the_end_of_the_scale_to_a_child_is_withheld(tmp_path):
    lines = [line for line in EVERY if not line.startswith("a,f")]
    lines += [f"a,f,a{k},12,{5 * 12}" for k in range(4)]
    said = protect(tmp_path, "--contributor", "school", "--scale", "1,5", lines=lines, policy="research_10")
    assert said.status == 0, said.err
    assert rows_of(tmp_path / "out.csv")["a", "f"]["state"] == "withheld"
    found = json.loads((tmp_path / "cert.json").read_text())
    assert "A reader knows that each child has 1 to 5." in found["assumptions"]


def test_a_reader_who_knows_that_days_come_in_halves_cannot_tell_one_of_them(tmp_path):
    lines = [
        f"{line.rsplit(',', 1)[0]},{int(line.rsplit(',', 1)[1]) / 2}" for line in EVERY if line[:3] != "a,f"
    ]
    said = protect(tmp_path, lines=[*lines, "a,f,a0,3,1.5"], policy="dfe_la")
    assert said.status == 0, said.err
    found = json.loads((tmp_path / "cert.json").read_text())
    assert (
        "A reader knows that no sum is below 0, and that each is a multiple of 0.5." in found["assumptions"]
    )
    assert (found["sums"]["exact"], found["sums"]["too_narrow"]) == (0, 0)
    assert rows_of(tmp_path / "out.csv")["b", "f"]["days"] == "89.0"


def test_sums_on_a_scale_beside_rounded_counts_are_proven_together_with_them(tmp_path):
    lines = [line for line in EVERY if not line.startswith("a,f")]
    said = protect(
        tmp_path, "--mean", "--scale", "0,10", lines=[*lines, "a,f,a0,3,7"], policy="nhs_subnational"
    )
    assert said.status == 0, said.err
    found = json.loads((tmp_path / "cert.json").read_text())
    assert (found["sums"]["exact"], found["sums"]["counts"], found["complete"]) == (0, 0, True)


@pytest.mark.parametrize("policy", ["nhs_subnational", "opensafely"])
def test_a_mean_of_a_rounded_release_is_of_the_rounded_count(policy, tmp_path):
    lines = [line for line in EVERY if not line.startswith("a,f")]
    lines += ["a,f,a0,3,7"]
    said = protect(tmp_path, "--mean", lines=lines, policy=policy)
    assert said.status == 0, said.err
    rows = rows_of(tmp_path / "out.csv")
    assert (rows["b", "f"]["value"], rows["b", "f"]["days"], rows["b", "f"]["days_mean"]) == (
        "85",
        "178",
        "2.1",
    )
    assert rows["a", "f"]["state"] == rows["a", "f"]["days_state"] == "withheld"
    # The count of another cell is shown, its sum is not: it would tell the first by a margin.
    beside = [row for row in rows.values() if row["days_state"] != row["state"]]
    assert len(beside) == 3
    assert all(row["days"] == row["days_mean"] == "" and row["value"] for row in beside)


def test_when_the_time_is_up_more_is_withheld_and_it_is_still_safe(tmp_path):
    protect(tmp_path, "--contributor", "school", lines=TWO_SCHOOLS)
    magnitude = read_magnitude(tmp_path / "inner.csv", "days", contributor="school")
    tables = [["district", "sex"]]
    release = read_release(tmp_path / "inner.csv", hierarchies=(), tables=tables, magnitude=magnitude)
    asked = Asked(release, find_policy("research_10"), magnitude=magnitude)
    passed = protect_release(asked, Paths(tmp_path / "late.csv"), time_limit=1e-9)
    assert not passed.finished
    assert passed.certificate.safe
    assert sum(of is None for of in passed.table.sums.values()) >= 4


def test_a_sum_that_must_be_shown_and_may_not_be_stops_the_release(tmp_path):
    protect(tmp_path, "--contributor", "school", lines=TWO_SCHOOLS)
    magnitude = read_magnitude(tmp_path / "inner.csv", "days", contributor="school")
    release = read_release(
        tmp_path / "inner.csv", hierarchies=(), tables=[["district", "sex"]], magnitude=magnitude
    )
    policy = find_policy("research_10")
    asked = Asked(release, policy, magnitude=magnitude, must_show=(("a", "f"),))
    with pytest.raises(NotSafe, match="must be shown"):
        protect_release(asked, Paths(tmp_path / "must.csv"))
    assert not (tmp_path / "must.csv").exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("a,f,a9,5,-3", "row 34: “-3” is no sum. Write a number that is not below 0"),
        ("a,f,a9,5,", "row 34: “” is no sum"),
        ("a,f,a9,5,x", "“x” is no sum"),
        ("a,f,a9,5,1e9", "“1e9” is no sum"),
        ("a,f,a9,5,9999999999999", "is no sum"),
        ("a,f,a9,5,1.23456", "is no sum"),
        ("a,f,a9,5,٣", "is no sum"),
        ("a,f,a9,0,3", "row 34: a sum without a child"),
        ("a,f,,5,3", "row 34: a code is missing or is Total"),
    ],
)
def test_a_sum_that_cannot_be_read_is_refused_with_its_row(line, sentence, tmp_path):
    said = protect(tmp_path, "--contributor", "school", lines=[*EVERY, line], table="district,sex,school")
    assert sentence in said.refusal
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name the column that says who they are, such as --contributor school"),
        (("--contributor", "trust"), "no column called trust"),
        (("--contributor", "school", "--scale", "5"), "“5” is no scale"),
        (("--contributor", "school", "--scale", "5,1"), "is no scale"),
        (("--contributor", "school", "--scale", "0,1"), "lies outside the scale"),
        (("--contributor", "school", "--sum", "freq"), "“freq” is no sum"),
        (("--contributor", "school", "--sum", "points"), "no column called points"),
        (("--contributor", "school", "--rate", "sex=f"), "A rate and a sum cannot go out in one file"),
    ],
)
def test_what_is_asked_of_a_sum_and_cannot_be_is_refused(words, sentence, tmp_path):
    assert sentence in protect(tmp_path, *words).refusal


def test_words_about_a_sum_need_a_sum(tmp_path):
    (tmp_path / "inner.csv").write_text("sex,school,freq\nf,a,9\n")
    words = ["protect", "--counts", str(tmp_path / "inner.csv"), "--table", "sex", "--policy", "dfe_la"]
    for more in (["--mean"], ["--scale", "1,5"], ["--contributor", "school"]):
        said = run(*words, "--out", str(tmp_path / "out.csv"), *more, home=tmp_path)
        assert "needs --sum" in said.refusal


def test_a_sum_that_is_the_count_by_another_name_is_refused(tmp_path):
    lines = [f"{line.rsplit(',', 1)[0]},{int(line.split(',')[3]) * 2}" for line in EVERY]
    assert (
        "Every child has the same days" in protect(tmp_path, "--contributor", "school", lines=lines).refusal
    )


def test_sums_that_are_all_nought_are_shown_where_many_children_are(tmp_path):
    lines = [f"{line.rsplit(',', 1)[0]},0" for line in EVERY]
    said = protect(tmp_path, "--contributor", "school", lines=lines)
    assert said.status == 0, said.err
    assert {row["days"] for row in rows_of(tmp_path / "out.csv").values()} == {"0"}


def test_tables_in_a_circle_take_no_sum(tmp_path):
    lines = [
        f"{line.split(',')[0]},{line.split(',')[1]},y{k % 2},{','.join(line.split(',')[2:])}"
        for k, line in enumerate(EVERY)
    ]
    lines += [f"a,{sex},y{year},a{7 + year},30,{70 + year}" for sex in "fm" for year in (0, 1)]
    words = ["--contributor", "school", "--table", "sex,year", "--table", "district,year"]
    said = protect(tmp_path, *words, lines=lines, heading="district,sex,year,school,freq,days")
    assert "sums in such tables are not proven yet. Leave one table out" in said.refusal
    assert not (tmp_path / "out.csv").exists()


def test_the_same_sum_of_other_children_does_not_go_out_beside_a_ledger(tmp_path):
    ledger = ["--contributor", "school", "--ledger", str(tmp_path / "ledger")]
    assert protect(tmp_path, *ledger).status == 0
    (tmp_path / "out.csv").unlink()
    later = [*EVERY[:-1], "d,m,d3,24,55"]
    said = protect(tmp_path, *ledger, lines=later, table="district")
    assert "A release with sums of days of other children is in this ledger" in said.refusal
    assert not (tmp_path / "out.csv").exists()


def some_schools(seed):
    """Three districts whose schools are few and unequal, so that many sums are withheld."""
    random = Random(seed)
    return [
        f"{district},{sex},{year},{district}{k},{random.choice([4, 12, 20, 25])},"
        f"{random.choice([9, 14, 30, 60, 150])}"
        for district in "abc"
        for sex in "fm"
        for year in ("y1", "y2")
        for k in range(random.choice([2, 3, 4]))
    ]


def protect_twice(folder, seed, *more):
    """By district and sex, then by district and year, of the same children."""
    given = {"lines": some_schools(seed), "heading": "district,sex,year,school,freq,days"}
    first = protect(folder, "--contributor", "school", *more, table="district,sex", **given)
    (folder / "out.csv").rename(folder / "first.csv")
    return first, protect(folder, "--contributor", "school", *more, table="district,year", **given)


def cells_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("district", "sex", "year")
    return {tuple(row.get(name, "Total") for name in names): (row["value"], row["days"]) for row in rows}


@pytest.mark.parametrize("seed", [0, 3, 13])
def test_sums_of_the_same_children_go_out_again_protected_together_with_those_that_are_out(seed, tmp_path):
    first, second = protect_twice(tmp_path, seed, "--ledger", str(tmp_path / "ledger"))
    assert (first.status, second.status) == (0, 0), second.err
    out, again = (cells_of(tmp_path / name) for name in ("first.csv", "out.csv"))
    assert {cell: again[cell] for cell in out} == out
    assert ("", "") in out.values()
    assert len(again) > len(out)
    both = [str(tmp_path / name) for name in ("first.csv", "out.csv")]
    assert run("audit", *both, "--sum", "days", home=tmp_path).status == 0


def test_a_sum_that_would_need_a_cell_that_is_out_does_not_go_out(tmp_path):
    """Alone, the second release withholds a total that the first one shows; beside it, it is refused."""
    _, alone = protect_twice(tmp_path, 6)
    assert alone.status == 0
    out, again = (cells_of(tmp_path / name) for name in ("first.csv", "out.csv"))
    assert [cell for cell in out if cell in again and out[cell] != again[cell]]
    (tmp_path / "out.csv").unlink()
    _, beside = protect_twice(tmp_path, 6, "--ledger", str(tmp_path / "ledger"))
    assert "A cell that must be shown has a sum that may not be" in beside.refusal
    assert not (tmp_path / "out.csv").exists()


def test_sums_that_are_not_those_that_went_out_are_refused(tmp_path):
    words = ["--contributor", "school", "--ledger", str(tmp_path / "ledger"), "--snapshot", "autumn"]
    assert protect(tmp_path, *words).status == 0
    said = protect(tmp_path, *words, lines=[*EVERY[:-1], EVERY[-1].rpartition(",")[0] + ",50"])
    assert "The counts of this snapshot are not those that went out" in said.refusal


def test_no_more_counts_go_out_beside_sums_on_a_scale(tmp_path):
    words = ["--contributor", "school", "--ledger", str(tmp_path / "ledger"), "--scale", "0,10"]
    assert protect(tmp_path, *words).status == 0
    counts = ["protect", "--counts", str(tmp_path / "inner.csv"), "--table", "sex", "--policy", "dfe_la"]
    said = run(*counts, "--out", str(tmp_path / "o.csv"), "--ledger", str(tmp_path / "ledger"), home=tmp_path)
    assert "Sums of days on a scale went out of these children" in said.refusal


def test_advice_counts_what_is_withheld_for_sums_in_cells_and_in_share_of_value(tmp_path):
    words = ["--contributor", "school", "--advice"]
    said = protect(tmp_path, *words, lines=TWO_SCHOOLS)
    assert said.status == 0, said.err
    assert "As it is: 4 of 15 cells withheld, 53% of the children in the narrowest cells shown." in said.out
    assert "Leave out sex: 0 of 5 cells withheld" in said.out
    assert not (tmp_path / "out.csv").exists()


def test_merging_levels_leaves_every_school_a_contributor_of_its_own(tmp_path):
    tree = tmp_path / "tree.csv"
    tree.write_text("child,parent\na,north\nb,north\nc,south\nd,south\nnorth,Total\nsouth,Total\n")
    words = ["--contributor", "school", "--advice", "--hierarchy", f"district={tree}"]
    said = protect(tmp_path, *words, lines=TWO_SCHOOLS)
    assert said.status == 0, said.err
    assert "Merge district one level up: 0 of 9 cells withheld" in said.out
