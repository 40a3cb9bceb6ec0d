"""What a release, its policy, its certificate and its choices are in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.policies import Policy, say_stricter
from oneplan.web.understand.gate.recoding import MERGE

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
    small: str
    withheld: str
    saves: str
    shown: str
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
    yield "The rules", f"{policy.title}. {policy.rule} {say_stricter(policy)}".strip()
    yield "Counts shown", f"{found.shown:,}"
    yield "Counts withheld to protect children", f"{found.withheld:,}"
    yield "Withheld counts that somebody could work out", _worked_out(found)
    yield "Small differences from an earlier release", _number(found.differences)
    if found.withheld:
        yield "Each withheld count could still be", f"at least {found.least_values} different numbers"
    yield "Read back from the finished file", "yes: the file below is the one that was audited"
    took = f"{found.seconds:.0f} seconds" if found.seconds >= 2 else "less than two seconds"
    yield "The audit came to its end", f"yes, in {took}" if found.complete else "no"
    for note in found.notes:
        yield "Please note", note


def _worked_out(found: Certificate) -> str:
    said = []
    for attack in found.attacks.values():
        knows = (
            "each withheld count is at least 1" if "at least 1" in attack.assumes else "no count is below 0"
        )
        proven = _number(attack.exact) if attack.complete else "Not proven to the end"
        if attack.possible:
            said.append(f"{proven.capitalize()}, even for somebody who knows that {knows}.")
    if found.linear is not None:
        said.append(f"{_number(found.linear).capitalize()}, by adding and taking away alone.")
    return " ".join(said)


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
    most = "Nearly all" if share < 0.05 else "Most"
    return f"{most} can be shown: {withheld:,} of {cells:,} counts would be withheld to protect children."


def make_tiles(weighed: Mapping[str, Any], policy: Policy) -> tuple[Tile, ...]:
    """The figures of a weighing: from the true counts, so for those alone who choose tables."""
    cells, small, withheld = weighed["cells"], weighed["small"], weighed["withheld"]
    shown = cells - withheld
    share = f"{shown / cells:.0%} of counts, {weighed['share_shown']:.0%} of children in the finest"
    return (
        Tile("Counts in all tables", f"{cells:,}", "that hold a child"),
        Tile(f"Small numbers, 1 to {policy.withhold_to}", f"{small:,}", "withheld to protect children"),
        Tile("Withheld to protect those", f"{withheld - small:,}", "else they could be worked out"),
        Tile("Shown", f"{shown:,}", share),
    )


def make_advice(weighed: Mapping[str, Any]) -> tuple[Advice, ...]:
    """What each recoding would save, the best first; one that saves nothing is no advice.

    To merge levels comes before leaving a whole dimension out: the question of the tables stays the same.
    """
    useful = [one for one in weighed["choices"] if one["withheld"] < weighed["withheld"]]
    useful.sort(key=lambda one: (one["does"] != MERGE, one["withheld"] / one["cells"], -one["cells"]))
    return tuple(_advice(one, weighed, is_best=place == 0) for place, one in enumerate(useful))


def _advice(one: Mapping[str, Any], weighed: Mapping[str, Any], *, is_best: bool) -> Advice:
    name = one["name"].replace("_", " ")
    return Advice(
        said=f"Merge {name} one level up" if one["does"] == MERGE else f"Leave out {name}",
        does=one["does"],
        name=one["name"],
        small=f"{one['small']:,}",
        withheld=f"{one['withheld']:,}",
        saves=f"{weighed['withheld'] - one['withheld']:,}",
        shown=f"{1 - one['withheld'] / one['cells']:.0%}",
        share=f"{one['share_shown']:.0%}",
        is_best=is_best,
    )


def make_as_it_is(weighed: Mapping[str, Any]) -> Advice:
    """The line to compare the others with."""
    as_it_is = {**weighed, "does": "", "name": ""}
    return replace(_advice(as_it_is, weighed, is_best=False), said="Nothing: as it is", saves="")
