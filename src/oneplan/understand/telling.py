"""How a comparison is told: in which order, and in which words."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from oneplan.words.saying import say_amount, say_value, say_wider_than, start_sentence

VERDICTS = {
    "masked": "Masked by a good headline",
    "behind-too": "Headline is behind too",
    "no-hidden-gap": "No hidden gap",
    "cannot-tell": "Cannot tell from what is published",
}


def in_order_of_telling(frame: pl.DataFrame) -> pl.DataFrame:
    """Steadily wide gaps first, then the farthest from what is usual, then by rank; `told` is false for a
    repeat.

    Two groups of one kind in one family repeat each other (free school meals and disadvantage): the one that
    the definitions name first is told, so that it is the same group in each year and each authority.
    """
    ordered = frame.with_columns(_steady=pl.col("steady").fill_null(value=False)).sort(
        "_steady", "robust_z", "rank", "pair", descending=[True, True, True, False], nulls_last=True
    )
    return ordered.drop("_steady").with_columns(
        order=pl.int_range(1, pl.len() + 1),
        told=pl.col("pair") == pl.col("pair").min().over("family", "group_kind"),
    )


def with_sentences(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the words of each row.

    headline_sentence and group_sentence (the two of a row on a page), sentence (all in one), change (since
    the period before) and caution (why to read it with care; null where there is no reason).
    """
    told = [(*_sentences(row), say_change(row), _caution(row)) for row in frame.iter_rows(named=True)]
    names = ("headline_sentence", "group_sentence", "sentence", "change", "caution")
    return frame.with_columns(
        pl.Series(name, [sentences[place] for sentences in told], dtype=pl.String)
        for place, name in enumerate(names)
    )


def _sentences(row: Mapping[str, Any]) -> tuple[str, str, str]:
    headline = _headline(row)
    group = _group(row)
    behind = row["group_worse_than_same_group"] or row["wider_than_comparator"]
    but = "but" if row["headline_better"] and behind else "and"
    whole = f"All {row['people']} are at {headline}, {but} {row['group_name']} are at {group}: {_gap(row)}."
    return (
        f"All {row['people']}: {headline}.",
        f"{start_sentence(row['group_name'])}: {group}.",
        whole,
    )


def say_change(row: Mapping[str, Any]) -> str:
    """How the gap moved since the period before, as published; names it when only others moved."""
    before, now = row["previous_gap"], row["gap"]
    if before is None:
        return "no earlier figures to compare with"
    said = say_value(abs(before), decimals=row["decimals"])
    period = row["previous_period"].replace("-", "–")
    if before < 0 or now < 0:
        return f"in {period}: {said} {'ahead' if before < 0 else 'behind'}"
    if said == say_value(now, decimals=row["decimals"]):
        return f"the same as {period} ({said})"
    wider = now > before
    return f"{'wider' if wider else 'narrower'} than {period} ({said}){_because(row, wider=wider)}"


def _because(row: Mapping[str, Any], *, wider: bool) -> str:
    """A gap that closes because the others did worse is no progress, and one that widens so is named too."""
    better = row["polarity"] == "high"
    change = row["group_value"] - row["previous_group_value"]
    group_gained = change > 0 if better else change < 0
    if wider:
        return "" if group_gained or change == 0 else ": this group did worse than before"
    return "" if group_gained else ": the others did worse than before"


def _caution(row: Mapping[str, Any]) -> str | None:
    if row["doubtful_zero"]:
        return "A published 0% can mean that there are no such children here."
    return "This gap moves a lot from year to year." if row["moves_a_lot"] else None


def _said(value: float | None, row: Mapping[str, Any]) -> str:
    return say_value(value, decimals=row["decimals"], unit=row["value_unit"])


def _beside(
    here: float | None, there: float | None, row: Mapping[str, Any], *, words: tuple[str, str], who: str
) -> str:
    """A figure with how it stands beside the same figure elsewhere; words are for more and for less."""
    if here is None:
        return "a figure that is not published"
    if there is None:
        return f"{_said(here, row)} ({who}: not published)"
    if here == there:
        return f"{_said(here, row)}, the same as {who}"
    little = "a little " if _said(here, row) == _said(there, row) else ""
    return f"{_said(here, row)}, {little}{words[0 if here > there else 1]} {who} ({_said(there, row)})"


def _headline(row: Mapping[str, Any]) -> str:
    words = ("better than", "behind") if row["polarity"] == "high" else ("behind", "better than")
    return _beside(
        row["headline_value"], row["comparator_headline"], row, words=words, who=row["comparator_name"]
    )


def _group(row: Mapping[str, Any]) -> str:
    who = f"the same {row['people']} in {row['comparator_name']}"
    words = ("higher than", "lower than")
    return _beside(row["group_value"], row["comparator_group_value"], row, words=words, who=who)


def _gap(row: Mapping[str, Any]) -> str:
    amount = say_amount(row["gap"], decimals=row["decimals"], unit=row["unit"])
    if row["gap"] < 0:
        return f"they are ahead of {row['reference_name']} by {amount}"
    if row["gap"] == 0:
        return f"there is no gap beside {row['reference_name']}"
    if row["rank"] is None:
        return f"a gap of {amount}"
    return f"a gap of {amount}, {say_wider_than(row['rank'], of=row['of'])}"
