"""The finder says what a second, slow, obvious calculation says: every authority, pair and comparator."""

from decimal import Decimal
from functools import cache

import pytest

import oneplan
from builders import real_evidence, shared_data
from oneplan.definitions.families import list_pairs
from oneplan.words.area import list_authorities
from oracles.hidden_gaps_again import PairAgain, judge, pairs_again, told_again
from oracles.published_again import Published, is_alive, read_again

COMPARATORS = ("england", "region", "neighbours-2025", "neighbours-2021")
FIGURES = (
    *("group_value", "reference_value", "gap", "previous_gap", "robust_z"),
    *("england_gap", "england_group_value", "england_reference_value", "headline_england"),
    *("neighbours_gap", "neighbours_group_value", "neighbours_reference_value", "neighbours_headline"),
    *("headline_value", "comparator_gap", "comparator_headline"),
    *("comparator_group_value", "comparator_reference_value"),
)
EXACTLY = (
    *("order", "told", "family", "group", "period", "rank", "of", "neighbours_used"),
    *("headline_rank", "headline_of", "headline_better", "group_worse_than_same_group"),
    *("wider_than_england", "wider_than_neighbours", "wider_than_comparator"),
    *("masked", "steady", "moves_a_lot", "doubtful_zero"),
)


@cache
def published() -> Published:
    pairs = pairs_again()
    measures = {name for pair in pairs for name in (pair.measure, pair.reference, pair.headline)}
    return read_again(shared_data("lait"), measures=measures)


@cache
def all_again() -> list[PairAgain]:
    return [PairAgain(pair=pair, published=published()) for pair in pairs_again()]


def close(ours: float | None, theirs: Decimal | None) -> bool:
    """Equal up to the last of nine decimals, and unknown where the other is unknown."""
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - float(theirs)) < 2e-9 * max(1.0, abs(ours))


def differences(ours: dict[str, object], theirs: dict[str, object]) -> list[tuple[object, ...]]:
    found = [(name, ours[name], theirs[name]) for name in EXACTLY if ours[name] != theirs[name]]
    found += [(name, ours[name], theirs[name]) for name in FIGURES if not close(ours[name], theirs[name])]
    for step, (period, gap, england, rank, of) in zip(ours["trend"], theirs["trend"], strict=True):
        same = (step["period"], step["rank"], step["of"]) == (period, rank, of)
        if not (same and close(step["gap"], gap) and close(step["england_gap"], england)):
            found.append(("trend", step, (period, gap, england, rank, of)))
    return found


@pytest.mark.parametrize("against", COMPARATORS)
def test_every_authority_is_told_the_same_twice(against):
    evidence = real_evidence()
    compared = 0
    for authority in list_authorities():
        has = [again for again in all_again() if again.periods(authority.number)]
        theirs = told_again([judge(again, area=authority.number, against=against) for again in has])
        ours = oneplan.find_hidden_gaps(evidence, area=authority.code, against=against).to_dicts()
        assert [(row["family"], row["group"]) for row in ours] == [
            (row["family"], row["group"]) for row in theirs
        ], authority.name
        for our_row, their_row in zip(ours, theirs, strict=True):
            wrong = differences(our_row, their_row)
            assert not wrong, (authority.name, our_row["family"], our_row["group"], wrong)
            compared += 1
    assert compared > 5_400


def test_the_first_37_pairs_are_among_them_and_both_calculations_know_the_same():
    lines = shared_data("lait", "pairs.csv").read_text(encoding="utf-8").splitlines()[1:]
    listed = {tuple(line.split(",")) for line in lines}
    again = [(pair.measure, pair.reference) for pair in pairs_again()]
    assert len(listed) == 37
    assert listed <= set(again)
    assert again == [(pair.measure, pair.reference_measure) for _, pair in list_pairs()]


def test_both_calculations_know_the_same_153_authorities_and_regions():
    assert {a.number for a in list_authorities()} == set(published().region)
    assert all(is_alive(number) for number in published().region)
    for authority in list_authorities():
        assert oneplan.find_area(authority.within).number == published().region[authority.number]
