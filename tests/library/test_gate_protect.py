"""`oneplan protect` on the shared instances: what goes out, what stays inside, and what it costs."""

import csv
import hashlib
import json
import stat
from dataclasses import fields
from itertools import count

import pytest

from builders import shared_data
from library.command import run
from library.gate_cases import INSTANCES, every_cell, inner_of, options_of
from oneplan.disclosure.auditor.certificate import Certificate

# What the best published tools withhold beside the small cells, at the same or at less safety.
TO_BEAT = {"i01_ward_x_eth": 71, "i02_dist_eth5_send_out": 216, "i03_school_eth_send": 804}


def protect(name, folder, *more, policy="dfe_la"):
    words = ["protect", *options_of(name), "--policy", policy, "--out", str(folder / "out.csv")]
    said = run(*words, "--certificate", str(folder / "cert.json"), *more, home=folder)
    assert said.status == 0, said.err
    return said


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", INSTANCES)
def test_small_counts_are_withheld_the_rest_is_true_and_little_is_lost(name, tmp_path):
    protect(name, tmp_path)
    names, _ = inner_of(name)
    true = every_cell(name)
    rows = rows_of(tmp_path / "out.csv")
    assert list(rows[0]) == [*names, "value", "state"]
    shown = {tuple(row[n] for n in names): row for row in rows}
    assert set(shown) == set(true)
    beside = 0
    for cell, value in true.items():
        row = shown[cell]
        assert (row["state"], row["value"]) in {("shown", str(value)), ("withheld", "")}
        assert row["state"] == "withheld" or value >= 5
        beside += row["state"] == "withheld" and value >= 5
    assert beside <= TO_BEAT[name]


@pytest.mark.parametrize("name", INSTANCES)
def test_the_certificate_says_that_nothing_can_be_worked_out(name, tmp_path):
    protect(name, tmp_path)
    found = json.loads((tmp_path / "cert.json").read_text())
    assert found["safe"] is True
    assert found["complete"] is True
    assert found["linear"] == 0
    assert [found["attacks"][attack]["exact"] for attack in "AB"] == [0, 0]
    assert found["values_kept"]["1"] == 0
    assert sum(found["values_kept"].values()) == found["withheld"]


def test_nothing_that_goes_out_tells_a_small_cell_from_one_beside_it(tmp_path):
    said = protect("i01_ward_x_eth", tmp_path)
    certificate = (tmp_path / "cert.json").read_text()
    for text in ((tmp_path / "out.csv").read_text(), certificate, said.out, said.err):
        assert [word for word in ("small", "primary", "secondary", "reason") if word in text.lower()] == []
    assert {row["state"] for row in rows_of(tmp_path / "out.csv")} == {"shown", "withheld"}
    # How many are small would tell how many of the withheld are; a hash of few counts can be guessed.
    counts = (shared_data("sdc", "i01_ward_x_eth") / "inner.csv").read_bytes()
    assert hashlib.sha256(counts).hexdigest() not in certificate
    assert set(json.loads(certificate)) == {field.name for field in fields(Certificate)}


def test_the_reasons_stand_in_a_private_file_that_the_certificate_names(tmp_path):
    protect("i01_ward_x_eth", tmp_path)
    name = json.loads((tmp_path / "cert.json").read_text())["working_file"]
    working = tmp_path / name
    assert stat.S_IMODE(working.stat().st_mode) == 0o600
    true = every_cell("i01_ward_x_eth")
    for row in rows_of(working):
        assert row["reason"] == ("small" if true[row["ward"], row["eth"]] <= 4 else "beside a small one")


def test_without_a_certificate_no_reasons_are_written(tmp_path):
    words = ["protect", *options_of("i01_ward_x_eth"), "--policy", "dfe_la", "--out", str(tmp_path / "o.csv")]
    assert run(*words, home=tmp_path).status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["o.csv"]


def test_the_same_counts_give_the_same_answer(tmp_path):
    protect("i02_dist_eth5_send_out", tmp_path)
    first = (tmp_path / "out.csv").read_bytes()
    protect("i02_dist_eth5_send_out", tmp_path)
    assert (tmp_path / "out.csv").read_bytes() == first


def test_when_the_time_is_up_the_answer_is_safe_and_coarser_and_says_so(tmp_path, monkeypatch):
    from oneplan.disclosure.engine import protecting

    protect("i02_dist_eth5_send_out", tmp_path)
    full = sum(row["state"] == "shown" for row in rows_of(tmp_path / "out.csv"))
    times = iter([0.0, *(0.05 * k for k in range(1000))])
    monkeypatch.setattr(protecting.time, "monotonic", lambda: next(times))
    said = protect("i02_dist_eth5_send_out", tmp_path, "--time-limit", "0.2")
    assert "time was up" in said.err
    found = json.loads((tmp_path / "cert.json").read_text())
    assert found["safe"] is True
    assert any("time was up" in line for line in found["notes"])
    assert sum(row["state"] == "shown" for row in rows_of(tmp_path / "out.csv")) < full


def test_when_the_time_is_up_for_rounding_wider_counts_are_left_and_are_safe(tmp_path, monkeypatch):
    from oneplan.disclosure import rounding_off

    protect("i03_school_eth_send", tmp_path, policy="nhs_subnational")
    full = sum(row["state"] == "shown" for row in rows_of(tmp_path / "out.csv"))
    ticks = count()
    monkeypatch.setattr(rounding_off.time, "monotonic", lambda: next(ticks) / 1000)
    said = protect("i03_school_eth_send", tmp_path, "--time-limit", "0.5", policy="nhs_subnational")
    assert "time was up" in said.err
    found = json.loads((tmp_path / "cert.json").read_text())
    assert found["safe"] is True
    assert found["complete"] is True
    assert sum(row["state"] == "shown" for row in rows_of(tmp_path / "out.csv")) < full


def test_every_value_from_1_to_9_stays_possible_under_research_10(tmp_path):
    protect("i01_ward_x_eth", tmp_path, policy="research_10")
    found = json.loads((tmp_path / "cert.json").read_text())
    true = every_cell("i01_ward_x_eth")
    small = sum(1 <= value <= 9 for value in true.values())
    wide = found["values_kept"]["5 to 9"] + found["values_kept"]["10 or more"]
    assert found["safe"] is True
    assert wide >= small


def test_rounding_shows_multiples_of_five_and_withholds_up_to_seven(tmp_path):
    protect("i01_ward_x_eth", tmp_path, policy="nhs_subnational")
    true = every_cell("i01_ward_x_eth")
    for row in rows_of(tmp_path / "out.csv"):
        value = true[row["ward"], row["eth"]]
        if row["state"] == "shown":
            assert value > 7
            assert int(row["value"]) % 5 == 0
            assert abs(int(row["value"]) - value) <= 2
    assert json.loads((tmp_path / "cert.json").read_text())["safe"] is True
