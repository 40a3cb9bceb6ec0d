"""The ledger: what is out already, and what the next release may show beside it."""

import json

import pytest

from library.command import run
from library.gate_cases import hierarchies_of, options_of, write_counts
from library.test_gate_must_fail import late_pupils

NAME = "i02_dist_eth5_send_out"


def release(folder, out, *, counts=None, more=()):
    words = ["protect", *options_of(NAME, counts=counts), "--policy", "dfe_la", "--out", str(folder / out)]
    return run(*words, "--ledger", str(folder / "ledger"), *more, home=folder)


def test_the_same_release_again_comes_out_alike(tmp_path):
    assert release(tmp_path, "first.csv").status == 0
    assert release(tmp_path, "again.csv").status == 0
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "first.csv").read_bytes()
    lines = (tmp_path / "ledger" / "ledger.jsonl").read_text().splitlines()
    assert [json.loads(line)["release"] for line in lines] == [1, 2]


def test_another_table_of_the_same_children_is_protected_together_with_the_first(tmp_path):
    assert release(tmp_path, "first.csv").status == 0
    counts = options_of(NAME)[1]
    words = ["protect", "--counts", counts, "--table", "district,outcome", "--policy", "dfe_la"]
    said = run(*words, "--out", str(tmp_path / "o.csv"), "--ledger", str(tmp_path / "ledger"), home=tmp_path)
    assert said.status == 0, said.err
    assert run("audit", str(tmp_path / "first.csv"), str(tmp_path / "o.csv"), home=tmp_path).status == 0


def test_other_counts_under_the_name_of_an_earlier_snapshot_are_refused_with_the_choice(tmp_path):
    assert release(tmp_path, "first.csv", more=("--snapshot", "autumn")).status == 0
    _, later = late_pupils(tmp_path)
    said = release(tmp_path, "second.csv", counts=later, more=("--snapshot", "autumn"))
    assert "freeze the earlier release, round this one, or merge levels" in said.refusal
    assert not (tmp_path / "second.csv").exists()


@pytest.mark.parametrize("change", ["line", "copy"])
def test_a_ledger_that_was_changed_is_refused(change, tmp_path):
    for out in ("a.csv", "b.csv"):
        assert release(tmp_path, out).status == 0
    if change == "line":
        path = tmp_path / "ledger" / "ledger.jsonl"
        path.write_text(path.read_text().replace('"public"', '"partner"', 1))
    else:
        path = tmp_path / "ledger" / "0001.csv"
        path.write_text(path.read_text().replace("shown", "Shown", 1))
    assert "Restore" in release(tmp_path, "c.csv").refusal


def test_an_unknown_audience_is_refused(tmp_path):
    assert "Choose public or partner" in release(tmp_path, "a.csv", more=("--audience", "friends")).refusal


def test_advice_says_what_merging_would_save_and_writes_nothing(tmp_path):
    words = ["protect", *options_of("i01_ward_x_eth"), "--policy", "dfe_la", "--out", str(tmp_path / "o.csv")]
    said = run(*words, "--advice", home=tmp_path)
    lines = said.out.replace("\n ", " ").splitlines()
    assert lines[0].startswith("As it is: 361 of 690 cells withheld")
    assert any(line.startswith("Merge eth one level up: ") for line in lines)
    assert not (tmp_path / "o.csv").exists()


def test_two_hierarchies_that_do_not_nest_are_both_protected(tmp_path):
    rows = [
        ((f"s{school}", eth), 1 + (7 * school + 3 * len(eth)) % 9)
        for school in range(8)
        for eth in ("a", "bb")
    ]
    counts = write_counts(tmp_path / "inner.csv", ["school", "eth"], rows)
    trees = []
    for name, of in (("district", 4), ("trust", 3)):
        path = tmp_path / f"{name}.csv"
        pairs = [f"s{school},{name}{school % of}" for school in range(8)]
        path.write_text("\n".join(["child,parent", *pairs, *(f"{name}{k},Total" for k in range(of))]) + "\n")
        trees += ["--hierarchy", f"school={path}"]
    out = tmp_path / "out.csv"
    words = [
        "--counts",
        str(counts),
        *trees,
        "--table",
        "school,eth",
        "--policy",
        "dfe_la",
        "--out",
        str(out),
    ]
    assert run("protect", *words, home=tmp_path).status == 0
    text = out.read_text()
    assert "district0" in text
    assert "trust2" in text
    assert run("audit", str(out), *trees, home=tmp_path).status == 0
    assert hierarchies_of("i02_dist_eth5_send_out") == []


def changed_since(folder, *more):
    """A second release with a few late pupils, beside the first in one ledger."""
    assert release(folder, "first.csv").status == 0
    _, later = late_pupils(folder)
    return release(folder, "second.csv", counts=later, more=more)


def test_the_ways_out_are_told_with_their_costs_and_nothing_is_written(tmp_path):
    said = changed_since(tmp_path, "--when-uncovered", "ask")
    assert said.status == 1
    ways = [
        line.partition(":")[0]
        for line in said.out.splitlines()
        if " cells withheld" in line or "Freeze" in line
    ]
    assert {"freeze", "round", "merge"} <= set(ways)
    assert not (tmp_path / "second.csv").exists()


def test_a_change_may_go_out_rounded(tmp_path):
    said = changed_since(tmp_path, "--when-uncovered", "round")
    assert said.status == 0, said.err
    values = [line.split(",")[-2] for line in (tmp_path / "second.csv").read_text().splitlines()[1:]]
    assert all(int(value) % 5 == 0 for value in values if value)
    assert "" in values


@pytest.mark.parametrize(
    ("way", "sentence"), [("freeze", "Frozen"), ("merge", "Merge levels"), ("hope", "no way out")]
)
def test_a_way_that_lets_nothing_out_says_what_to_do(way, sentence, tmp_path):
    said = changed_since(tmp_path, "--when-uncovered", way)
    assert said.status == 1
    assert sentence in said.err
    assert not (tmp_path / "second.csv").exists()
    assert len((tmp_path / "ledger" / "ledger.jsonl").read_text().splitlines()) == 1


def small_counts(folder, name, freq):
    counts = folder / name
    counts.write_text("school,freq\n" + "".join(f"s{k},{value}\n" for k, value in enumerate(freq)))
    return counts


def protect_small(folder, counts, policy, *more):
    out = folder / f"{policy}.csv"
    words = ["--counts", str(counts), "--table", "school", "--policy", policy, "--out", str(out)]
    return run(
        "protect", *words, "--ledger", str(folder / "ledger"), "--snapshot", "autumn", *more, home=folder
    )


def test_what_was_rounded_before_bounds_what_may_be_withheld_now(tmp_path):
    counts = small_counts(tmp_path, "inner.csv", [8, 3, 40, 50])
    assert protect_small(tmp_path, counts, "nhs_subnational").status == 0
    # s0 went out as 10 and s1 as withheld: a reader knows 8 to 12, and 1 to 7. Together they are 11, so s1 is
    # 1, 2 or 3, and the table with exact totals may go out.
    assert protect_small(tmp_path, counts, "dfe_la").status == 0
    line = (tmp_path / "ledger" / "ledger.jsonl").read_text().splitlines()[0]
    assert (json.loads(line)["base"], json.loads(line)["withhold_to"]) == (5, 7)


def test_exact_counts_beside_a_rounded_release_that_contradicts_them_are_refused(tmp_path):
    assert (
        protect_small(tmp_path, small_counts(tmp_path, "a.csv", [8, 3, 40, 50]), "nhs_subnational").status
        == 0
    )
    other = small_counts(tmp_path, "b.csv", [8, 3, 40, 60])
    assert "are not those that went out" in protect_small(tmp_path, other, "dfe_la").refusal


def test_a_rounded_release_beside_exact_counts_of_the_same_children_is_refused(tmp_path):
    counts = small_counts(tmp_path, "inner.csv", [8, 3, 40, 50])
    assert protect_small(tmp_path, counts, "dfe_la").status == 0
    assert "cannot be checked" in protect_small(tmp_path, counts, "nhs_subnational").refusal


def test_a_line_that_was_cut_short_by_a_power_cut_is_no_release_and_is_mended(tmp_path):
    counts = small_counts(tmp_path, "inner.csv", [8, 3, 40, 50])
    for _ in range(2):
        assert protect_small(tmp_path, counts, "dfe_la").status == 0
    ledger = tmp_path / "ledger" / "ledger.jsonl"
    first, second = ledger.read_text().splitlines(keepends=True)
    ledger.write_text(first + second[:40])
    assert protect_small(tmp_path, counts, "dfe_la").status == 0
    assert [json.loads(line)["release"] for line in ledger.read_text().splitlines()] == [1, 2]
    # A whole line without its end is a release all the same.
    ledger.write_text(ledger.read_text().rstrip())
    assert protect_small(tmp_path, counts, "dfe_la").status == 0
    assert [json.loads(line)["release"] for line in ledger.read_text().splitlines()] == [1, 2, 3]
