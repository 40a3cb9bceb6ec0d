"""Patterns that look safe and are not: the auditor finds each of them out."""

import csv
import json

import pytest

from library.command import run
from library.gate_cases import (
    complements_by_hand,
    every_cell,
    hierarchies_of,
    inner_of,
    options_of,
    write_counts,
    write_table,
)
from oneplan.disclosure.auditor.auditing import audit


@pytest.mark.parametrize("name", ["i02_dist_eth5_send_out", "i03_school_eth_send"])
def test_one_more_cell_hidden_in_each_line_is_not_enough(name, tmp_path):
    names, _ = inner_of(name)
    table = write_table(tmp_path / "by_hand.csv", names, complements_by_hand(name))
    certificate = tmp_path / "cert.json"
    words = ["audit", str(table), *hierarchies_of(name), "--certificate", str(certificate), "--format", "csv"]
    said = run(*words, "--time-limit", "60", home=tmp_path)
    assert said.status == 1
    found = json.loads(certificate.read_text())
    assert found["safe"] is False
    assert found["linear"] > 0
    assert found["attacks"]["B"]["exact"] >= found["linear"]
    # What it says can be worked out is true.
    true = every_cell(name)
    told = list(csv.reader(said.out.splitlines()))[1:]
    assert len(told) >= found["attacks"]["B"]["exact"]
    assert all(true[tuple(cell.split(" × "))] == int(value) for cell, value in told)


def test_four_ones_in_a_square_with_zeros_shown_can_only_be_ones(tmp_path):
    cells = {(a, b): None for a in ("s1", "s2") for b in ("yes", "no")}
    cells |= {
        ("s1", "Total"): 2,
        ("s2", "Total"): 2,
        ("Total", "yes"): 2,
        ("Total", "no"): 2,
        ("Total", "Total"): 4,
    }
    found = audit([write_table(tmp_path / "square.csv", ["school", "answer"], cells)])
    assert set(found.exact.values()) == {1}
    assert len(found.exact) == 4
    # Adding and taking away does not do it, nor does a reader who thinks that a withheld count may be 0.
    assert found.certificate.linear == 0
    assert found.certificate.attacks["A"].exact == 0
    assert found.certificate.attacks["B"].exact == 4


def late_pupils(folder):
    names, rows = inner_of("i02_dist_eth5_send_out")
    later = [(codes, count + (1 if number % 9 == 0 else 0)) for number, (codes, count) in enumerate(rows)]
    return names, write_counts(folder / "later.csv", names, later)


def test_late_pupils_show_in_the_difference_of_two_releases_without_a_ledger(tmp_path):
    _, later = late_pupils(tmp_path)
    for counts, out in ((None, "first.csv"), (later, "second.csv")):
        words = options_of("i02_dist_eth5_send_out", counts=counts)
        said = run("protect", *words, "--policy", "dfe_la", "--out", str(tmp_path / out), home=tmp_path)
        assert said.status == 0, said.err
    first, second = str(tmp_path / "first.csv"), str(tmp_path / "second.csv")
    assert run("audit", second, home=tmp_path).status == 0
    said = run("audit", second, "--earlier", first, home=tmp_path)
    assert said.status == 1
    assert "Small differences from an earlier release" in said.out


def test_with_a_ledger_no_small_difference_goes_out(tmp_path):
    _, later = late_pupils(tmp_path)
    ledger = ["--ledger", str(tmp_path / "ledger"), "--policy", "dfe_la"]
    for counts, out in ((None, "first.csv"), (later, "second.csv")):
        words = options_of("i02_dist_eth5_send_out", counts=counts)
        said = run("protect", *words, *ledger, "--out", str(tmp_path / out), home=tmp_path)
        assert said.status == 0, said.err
    assert "since they went out" in said.err
    first, second = str(tmp_path / "first.csv"), str(tmp_path / "second.csv")
    assert run("audit", second, "--earlier", first, home=tmp_path).status == 0
