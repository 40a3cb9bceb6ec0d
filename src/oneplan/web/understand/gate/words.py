"""What a release, its policy, its certificate and its choices are in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oneplan.disclosure.auditor.certificate import Attack, Certificate
from oneplan.disclosure.policies import Policy

LOOKS = {
    "weighing": "going",
    "running": "going",
    "refused": "wrong",
    "asked": "going",
    "returned": "wrong",
    "recalled": "wrong",
}
"""How a stage's word is set off; the others stand still."""


@dataclass(frozen=True)
class Tile:
    """One figure of a row of them."""

    name: str
    number: str
    note: str


@dataclass(frozen=True)
class Advice:
    """One recoding, what it would save, and what a press on it sends."""

    said: str
    does: str
    name: str
    cells: str
    withheld: str
    saves: str
    share: str
    is_best: bool


@dataclass(frozen=True)
class Said:
    """A line of the certificate."""

    name: str
    said: str


def say_certificate(found: Certificate, policy: Policy) -> tuple[Said, ...]:
    """A certificate for people: who could work out what, and how that is known."""
    return tuple(Said(*pair) for pair in _certificate(found, policy))


def _certificate(found: Certificate, policy: Policy) -> Iterator[tuple[str, str]]:
    yield "The rules", f"{policy.title}. {policy.rule}"
    yield "Counts shown", f"{found.shown:,}"
    yield "Counts withheld to protect children", f"{found.withheld:,}"
    for attack in found.attacks.values():
        yield f"Could be worked out by {_who(attack)}", _worked_out(attack)
    if found.linear is not None:
        yield "Could be worked out by adding and taking away alone", _number(found.linear)
    yield "Small differences from an earlier release", _number(found.differences)
    if found.withheld:
        yield "Each withheld count could still be", f"at least {found.least_values} different numbers"
    yield "Read back from the finished file", "yes: the file below is the one that was audited"
    ended = f"yes, in {found.seconds:.1f} seconds" if found.complete else "no"
    yield "The audit came to its end", ended
    for note in found.notes:
        yield "Please note", note


def _who(attack: Attack) -> str:
    if "at least 1" in attack.assumes:
        return "somebody who knows that each withheld count is at least 1"
    return "somebody who knows that no count is below 0"


def _worked_out(attack: Attack) -> str:
    if not attack.possible:
        return "does not apply to these tables"
    return _number(attack.exact) if attack.complete else "not proven to the end"


def _number(number: int) -> str:
    return f"{number:,}" if number else "none"


def say_verdict(weighed: Mapping[str, Any]) -> str:
    """What would become of the tables as they are chosen, in a sentence."""
    withheld, cells = weighed["withheld"], weighed["cells"]
    if not withheld:
        return "Nothing would be withheld: every count can be shown."
    share = withheld / cells
    if share >= 0.3:
        return f"Safe, but it would say too little: {share:.0%} of its counts would be withheld."
    of = f"{withheld:,} of {cells:,} counts"
    return f"Nearly all can be shown: {of} would be withheld to protect children."


def make_tiles(weighed: Mapping[str, Any], policy: Policy) -> tuple[Tile, ...]:
    """The figures of a weighing: from the true counts, so for those alone who choose tables."""
    cells, small, withheld = weighed["cells"], weighed["small"], weighed["withheld"]
    shown = cells - withheld
    share = f"{weighed['share_shown']:.0%} of children in the finest counts"
    return (
        Tile("Counts in all tables", f"{cells:,}", "that hold a child"),
        Tile(f"Small numbers, 1 to {policy.withhold_to}", f"{small:,}", "withheld to protect children"),
        Tile("Withheld to protect those", f"{withheld - small:,}", "else they could be worked out"),
        Tile("Shown", f"{shown:,}", share),
    )


def make_advice(weighed: Mapping[str, Any]) -> tuple[Advice, ...]:
    """What each recoding would save, the best first; one that saves nothing is no advice."""
    useful = [one for one in weighed["choices"] if one["withheld"] < weighed["withheld"] and one["does"]]
    return tuple(_advice(one, weighed, is_best=place == 0) for place, one in enumerate(useful))


def _advice(one: Mapping[str, Any], weighed: Mapping[str, Any], *, is_best: bool) -> Advice:
    name = one["name"].replace("_", " ")
    merges = one["does"] == "merge"
    return Advice(
        said=f"Merge {name} one level up" if merges else f"Leave out {name}",
        does=one["does"],
        name=one["name"],
        cells=f"{one['cells']:,}",
        withheld=f"{one['withheld']:,}",
        saves=f"{weighed['withheld'] - one['withheld']:,}",
        share=f"{one['share_shown']:.0%}" if merges else "not shown",
        is_best=is_best,
    )
