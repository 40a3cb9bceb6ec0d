"""Standardised rates, funnels, equal groups and life tables, beside slow sums and other tools."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from oneplan.errors import NotValid
from oneplan.understand.standard import funnels, intervals, life_tables, quantiles, rates, standardised

MANY = settings(max_examples=60, deadline=None)

EVENTS = np.array([[4, 12, 30], [0, 7, 9]])
PEOPLE = np.array([[1000, 2000, 1500], [800, 1600, 900]])
STANDARD = np.array([5000, 3000, 2000])


def test_a_directly_standardised_rate_is_the_mean_of_age_rates_by_the_standard():
    found = standardised.directly_standardised(EVENTS, PEOPLE, standard=STANDARD)
    for place in range(2):
        rates = [x / n for x, n in zip(EVENTS[place], PEOPLE[place], strict=True)]
        wanted = sum(r * w for r, w in zip(rates, STANDARD, strict=True)) / 10_000
        assert float(found.value[place]) == pytest.approx(wanted)
    assert found.events.tolist() == [46, 16]
    assert (found.lower < found.value).all()
    assert (found.value < found.upper).all()


def test_a_place_that_is_its_own_standard_has_its_crude_rate_and_byars_limits():
    found = standardised.directly_standardised(EVENTS[0], PEOPLE[0], standard=PEOPLE[0])
    crude = rates.rate(46, 4500)
    assert float(found.value) == pytest.approx(float(crude.value))
    assert float(found.upper) == pytest.approx(float(crude.upper))


def test_a_standardised_rate_is_not_said_with_fewer_than_ten_events():
    found = standardised.directly_standardised([1, 2, 6], PEOPLE[0], standard=STANDARD)
    assert np.isnan([found.value, found.lower, found.upper]).all()


def test_an_unknown_count_is_not_taken_for_none_unless_one_says_so():
    events = [4, np.nan, 30]
    unknown = standardised.directly_standardised(events, PEOPLE[0], standard=STANDARD)
    none = standardised.directly_standardised(events, PEOPLE[0], standard=STANDARD, unknown_is_none=True)
    assert np.isnan(unknown.value)
    assert float(none.events) == 34


def test_children_with_one_event_each_are_as_if_events_were_independent():
    one = standardised.directly_standardised_by_frequency(
        [EVENTS[0]], PEOPLE[0], times=[1], standard=STANDARD
    )
    other = standardised.directly_standardised(EVENTS[0], PEOPLE[0], standard=STANDARD)
    assert float(one.upper) == pytest.approx(float(other.upper))


def test_the_same_events_among_fewer_children_are_less_sure():
    alone = standardised.directly_standardised_by_frequency(
        [[40, 40]], [900, 900], times=[1], standard=[1, 1]
    )
    twice = standardised.directly_standardised_by_frequency(
        [[20, 20]], [900, 900], times=[2], standard=[1, 1]
    )
    assert float(alone.value) == pytest.approx(float(twice.value))
    assert twice.upper - twice.lower > alone.upper - alone.lower


def test_a_place_with_the_references_rates_has_a_ratio_of_one():
    found = standardised.indirectly_standardised(
        EVENTS[0], PEOPLE[0], reference_events=EVENTS[0] * 10, reference_population=PEOPLE[0] * 10
    )
    assert float(found.value) == pytest.approx(1)
    assert float(found.expected) == pytest.approx(46)
    lower, upper = rates.byar(46)
    assert (float(found.lower), float(found.upper)) == pytest.approx((float(lower) / 46, float(upper) / 46))


@pytest.mark.parametrize(
    ("events", "people", "words"),
    [([1, -1, 2], [5, 5, 5], "below zero"), ([1, 1, 2], [5, 0, 5], "join age groups")],
)
def test_age_groups_that_cannot_be_are_refused(events, people, words):
    with pytest.raises(NotValid, match=words):
        standardised.directly_standardised(events, people, standard=STANDARD)


def test_a_share_on_a_funnels_limit_has_a_wilson_interval_that_ends_at_the_average():
    n, average = np.array([50, 400]), 0.3
    lower, upper = funnels.proportion_limits(average, n, confidence=0.95)
    assert intervals.wilson(lower * n, n).upper == pytest.approx([average] * 2)
    assert intervals.wilson(upper * n, n).lower == pytest.approx([average] * 2)


def test_a_place_lies_outside_a_funnel_where_it_is_drawn_outside():
    rng = np.random.default_rng(6)
    n = rng.integers(100, 200, 200)
    cases = rng.binomial(n, rng.choice([0.2, 0.35], 200, p=[0.8, 0.2]))
    place = funnels.place_of_proportions(cases, n)
    average = cases.sum() / n.sum()
    for confidence, beyond in ((0.95, 1), (0.998, 2)):
        lower, upper = funnels.proportion_limits(average, n, confidence=confidence)
        assert ((cases / n > upper) == (place >= beyond)).all()
        assert ((cases / n < lower) == (place <= -beyond)).all()


def test_by_chance_alone_one_place_in_twenty_lies_outside_a_funnel():
    rng = np.random.default_rng(7)
    n = rng.integers(400, 900, 5000)
    place = funnels.place_of_proportions(rng.binomial(n, 0.3), n)
    assert np.mean(place != 0) == pytest.approx(0.05, abs=0.01)
    assert np.mean(np.abs(place) == 2) == pytest.approx(0.002, abs=0.002)
    expected = rng.integers(30, 90, 5000).astype(float)
    ratios = funnels.place_of_ratios(rng.poisson(expected), expected, average=1)
    assert np.mean(ratios != 0) == pytest.approx(0.045, abs=0.012)


def test_a_funnel_of_rates_reaches_beyond_the_largest_place():
    funnel = funnels.funnel_of_rates([12, 40], [3000, 7000], years=2)
    assert funnel.size[-1] >= funnel.average * 7000
    assert (np.diff(funnel.size) > 0).all()
    assert (funnel.far.lower < funnel.near.lower).all()
    assert (funnel.near.upper < funnel.far.upper).all()


def test_a_funnel_without_people_is_refused():
    with pytest.raises(NotValid, match="leave out those with none"):
        funnels.funnel_of_ratios([0.0, 3.0])
    with pytest.raises(NotValid, match="leave out those with none"):
        funnels.place_of_proportions([0, 1], [0, 5])


@MANY
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=80), st.integers(1, 10), st.booleans())
def test_equal_groups_hold_equal_figures_together_and_keep_their_order(values, groups, highest_first):
    found = quantiles.quantile_groups(values, groups=groups, highest_first=highest_first)
    if len(values) < groups:
        assert set(found.tolist()) == {quantiles.NOT_GROUPED}
        return
    assert found.min() >= 1
    assert found.max() <= groups
    order = np.argsort(values)
    steps = np.diff(found[order])
    assert (steps <= 0 if highest_first else steps >= 0).all()
    for value in set(values):
        assert len({group for group, each in zip(found, values, strict=True) if each == value}) == 1


@MANY
@given(st.integers(2, 12), st.integers(0, 30))
def test_different_figures_fall_into_groups_of_equal_size_give_or_take_one(groups, more):
    found = quantiles.quantile_groups(np.arange(groups + more), groups=groups)
    sizes = np.bincount(found, minlength=groups + 1)[1:]
    assert sizes.max() - sizes.min() <= 1


def test_an_area_without_a_figure_is_in_no_group_and_regions_are_sorted_alone():
    found = quantiles.quantile_groups(
        [1, np.nan, 3, 10, 20], groups=2, within=list("aaabb"), highest_first=False
    )
    assert found.tolist() == [1, 0, 2, 1, 2]
    with pytest.raises(NotValid, match="one or more"):
        quantiles.quantile_groups([1], groups=0)


def slow_life_table(deaths, people, starts):
    """The same table, row by row."""
    alive, rows = 100_000.0, []
    for place, start in enumerate(starts):
        rate = deaths[place] / people[place]
        if place == len(starts) - 1:
            rows.append((alive, alive / rate))
            break
        width = starts[place + 1] - start
        lived = 0.1 if start == 0 else 0.5
        dies = width * rate / (1 + width * (1 - lived) * rate)
        rows.append((alive, width * (alive * (1 - dies) + lived * alive * dies)))
        alive *= 1 - dies
    return [sum(years for _, years in rows[place:]) / rows[place][0] for place in range(len(rows))]


def test_life_expectancy_is_that_of_a_table_worked_out_row_by_row():
    rng = np.random.default_rng(8)
    people = rng.integers(2000, 9000, 20)
    deaths = np.maximum(1, (people * np.linspace(0.0005, 0.15, 20))).astype(int)
    found = life_tables.life_expectancy([deaths, deaths * 2], [people, people])
    assert found.value[0].tolist() == pytest.approx(slow_life_table(deaths, people, life_tables.STARTS))
    assert found.value[1].tolist() == pytest.approx(slow_life_table(deaths * 2, people, life_tables.STARTS))
    assert (found.error > 0).all()


def test_the_error_of_life_expectancy_is_what_chance_makes_of_it():
    people = np.full(20, 4000)
    deaths = (people * np.linspace(0.001, 0.12, 20)).round()
    rng = np.random.default_rng(9)
    drawn = rng.poisson(deaths, (4000, 20))
    found = life_tables.life_expectancy(deaths, people)
    again = life_tables.life_expectancy(drawn, np.broadcast_to(people, drawn.shape))
    assert float(np.nanstd(again.value[:, 0])) == pytest.approx(float(found.error[0]), rel=0.08)


@pytest.mark.parametrize(
    ("deaths", "people"),
    [([1, 1, 2], [1000, 2000, 1500]), ([1, 1, 2], [0, 9000, 9000]), ([9000, 1, 2], [8000, 9000, 9000])],
)
def test_life_expectancy_is_not_said_for_few_or_impossible_people(deaths, people):
    assert np.isnan(life_tables.life_expectancy(deaths, people, starts=[0, 1, 65]).value).all()


def test_life_expectancy_is_not_said_where_nobody_of_the_oldest_died():
    assert np.isnan(life_tables.life_expectancy([3, 9, 0], [9000, 9000, 900], starts=[0, 1, 65]).value).all()


@pytest.mark.parametrize("starts", [[0, 5], [1, 5, 65], [0, 65, 5]])
def test_ages_out_of_order_are_refused(starts):
    with pytest.raises(NotValid, match=r"age groups|Age groups"):
        life_tables.life_expectancy([1, 1, 1], [9000, 9000, 9000], starts=starts)


def test_exact_limits_of_few_events_are_those_of_scipy():
    found = rates.rate(4, 1000)
    wanted = stats.chi2.ppf([0.025, 0.975], [8, 10]) / 2 / 1000
    assert (float(found.lower), float(found.upper)) == pytest.approx(tuple(wanted))
