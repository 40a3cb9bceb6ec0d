"""How a gap moved is said with who moved: others who did worse are no progress for the group."""

import pytest

from oneplan.understand.wording import say_change

USUAL = {"previous_period": "2024", "decimals": 1, "polarity": "high"}


def row(before: tuple[float, float] | None, now: tuple[float, float], **more: object) -> dict[str, object]:
    """Group and reference before and now; the gap follows from them and the polarity."""
    polarity = more.get("polarity", "high")

    def gap(values: tuple[float, float]) -> float:
        group, reference = values
        return round(reference - group if polarity == "high" else group - reference, 9)

    return {
        **USUAL,
        **more,
        "gap": gap(now),
        "group_value": now[0],
        "previous_gap": gap(before) if before else None,
        "previous_group_value": before[0] if before else None,
    }


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (None, (30, 50), "no earlier figures to compare with"),
        ((30, 50), (30, 50), "the same as 2024 (20.0)"),
        ((30, 50), (31, 51.04), "the same as 2024 (20.0)"),
        ((30, 50), (34, 52), "narrower than 2024 (20.0)"),
        ((30, 50), (30, 48), "narrower than 2024 (20.0): the others did worse than before"),
        ((30, 50), (29, 46), "narrower than 2024 (20.0): the others did worse than before"),
        ((30, 50), (31, 53), "wider than 2024 (20.0)"),
        ((30, 50), (30, 53), "wider than 2024 (20.0)"),
        ((30, 50), (28, 50), "wider than 2024 (20.0): this group did worse than before"),
        ((50, 48), (40, 50), "in 2024: 2.0 ahead"),
        ((40, 50), (52, 50), "in 2024: 10.0 behind"),
    ],
)
def test_a_change_names_who_moved(before, now, said):
    assert say_change(row(before, now)) == said


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ((20, 10), (18, 10), "narrower than 2024 (10.0)"),
        ((20, 10), (20, 12), "narrower than 2024 (10.0): the others did worse than before"),
        ((20, 10), (25, 10), "wider than 2024 (10.0): this group did worse than before"),
        ((20, 10), (19, 8), "wider than 2024 (10.0)"),
    ],
)
def test_less_is_better_where_the_measure_says_so(before, now, said):
    assert say_change(row(before, now, polarity="low")) == said


def test_a_period_of_two_years_is_written_with_a_dash():
    assert "2023–24" in say_change(row((30, 50), (34, 52), previous_period="2023-24"))
