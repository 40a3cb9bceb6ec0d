"""Whether a questionnaire can be put before children: everything that is wrong, where, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from oneplan.listen.definition.finding import Finding, in_order
from oneplan.listen.definition.lineage import find_drift
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.routing import find_lost_ways, find_wrong_conditions
from oneplan.listen.definition.said import (
    find_closed_doors,
    find_hard_words,
    find_missing_words,
    find_missing_words_around,
    reading_age_of,
)
from oneplan.listen.definition.walking import Walked, walk
from oneplan.listen.definition.ways import Ways, follow_ways


@dataclass(frozen=True)
class Checked:
    """A questionnaire held against every check.

    Attributes
    ----------
    asked
        The questionnaire.
    findings
        What is wrong, in the order of `CHECKS`.
    ways
        For each version its longest way; None where the conditions are too tangled to be followed.
    walked
        For each version what the made-up pupils saw; empty where none walked.
    reading_ages
        For each version, in years; empty where it is not in English.
    """

    asked: Questionnaire
    findings: tuple[Finding, ...]
    ways: Mapping[str, Ways | None]
    walked: Mapping[str, Walked]
    reading_ages: Mapping[str, float]


def check_questionnaire(
    asked: Questionnaire, *, before: Questionnaire | None = None, walks: int = 10_000, seed: int = 2014
) -> Checked:
    """Hold a questionnaire against every check; each finding says where, and what to do.

    Parameters
    ----------
    asked
        The questionnaire.
    before
        The questionnaire of an earlier wave, for what is said to be comparable.
    walks
        How many made-up pupils walk through each version; none for 0.
    seed
        The same seed sends the same pupils.

    Returns
    -------
    Checked
        What is wrong. That nothing is wrong does not mean that children understand it: ask some of them.

    Raises
    ------
    NotValid
        When the number of walks is out of reach.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> checked = check_questionnaire(read_questionnaire(PACKAGED / "demonstration.yaml"), walks=100)
    >>> checked.findings
    ()
    >>> checked.reading_ages["primary"] <= 8
    True
    """
    ways = {version: follow_ways(asked, version) for version in asked.versions}
    findings = [
        *find_wrong_conditions(asked),
        *(one for version in ways for one in find_lost_ways(asked, version, ways=ways[version])),
        *find_missing_words(asked),
        *find_missing_words_around(asked),
        *find_hard_words(asked),
        *find_closed_doors(asked),
    ]
    walked = {version: walk(asked, version, pupils=walks, seed=seed) for version in ways if walks}
    findings += _never_seen(walked, ways=ways)
    if before is not None:
        findings += find_drift(before, asked)
    is_english = asked.language.startswith("en")
    ages = {version: reading_age_of(asked, version) for version in asked.versions if is_english}
    return Checked(asked, in_order(findings), ways, walked, ages)


def _never_seen(walked: Mapping[str, Walked], *, ways: Mapping[str, Ways | None]) -> list[Finding]:
    """Questions that can be reached, but so seldom that nobody came there; the others are said already."""
    found = []
    for version, one in walked.items():
        known = ways[version]
        for question in one.never_seen:
            if known is None or question in known.reached:
                says = f"None of {one.pupils:,} pupils who answered by chance saw it."
                found.append(
                    Finding("never-seen", version, question, says, "Look at ask_if, here and before.")
                )
    return found
