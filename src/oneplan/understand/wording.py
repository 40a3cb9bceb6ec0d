"""In which words a comparison is told: its sentences, its change, and why to read it with care."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from oneplan.words.saying import say_amount, say_value, say_wider_than, start_sentence


def with_sentences(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the words of each row.

    headline_sentence and group_sentence (the two of a row on a page), sentence (all in one), story (the same
    in three short ones, for readers of every age), change (since the period before) and caution (why to read
    it with care; null where there is no reason).
    """
    told = [(*_sentences(row), say_change(row), _caution(row)) for row in frame.iter_rows(named=True)]
    names = ("headline_sentence", "group_sentence", "sentence", "story", "change", "caution")
    return frame.with_columns(
        pl.Series(name, [sentences[place] for sentences in told], dtype=pl.String)
        for place, name in enumerate(names)
    )


def _sentences(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    everybody, headline, group = f"All {row['people']}", _headline(row), _group(row)
    behind = row["group_worse_than_same_group"] or row["wider_than_comparator"]
    but = bool(row["headline_better"] and behind)
    they = f"{row['group_name']} are at {group}"
    gap, rank = _gap(row)
    ranked = f", {rank}" if rank else ""
    second = f"But {they}" if but else start_sentence(they)
    return (
        f"{everybody}: {headline}.",
        f"{start_sentence(row['group_name'])}: {group}.",
        f"{everybody} are at {headline}, {'but' if but else 'and'} {they}: {gap}{ranked}.",
        f"{everybody} are at {headline}. {second}. {_gap_alone(row, gap=gap)}{ranked}.",
    )


def _gap_alone(row: Mapping[str, Any], *, gap: str) -> str:
    return f"The gap is {gap.removeprefix('a gap of ')}" if row["gap"] > 0 else start_sentence(gap)


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


def _gap(row: Mapping[str, Any]) -> tuple[str, str]:
    """How wide the gap is, and in how many authorities it is narrower (empty where it is not ranked)."""
    amount = say_amount(row["gap"], decimals=row["decimals"], unit=row["unit"])
    if row["gap"] < 0:
        return f"they are ahead of {row['reference_name']} by {amount}", ""
    if row["gap"] == 0:
        return f"there is no gap beside {row['reference_name']}", ""
    return f"a gap of {amount}", "" if row["rank"] is None else say_wider_than(row["rank"], of=row["of"])
