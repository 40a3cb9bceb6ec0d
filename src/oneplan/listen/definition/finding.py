"""What is asked of a questionnaire, and how one thing that is wrong with it is said."""

from dataclasses import dataclass

CHECKS = {
    "unreachable": "Each question can be reached in each version that holds it.",
    "dead-end": "All ways through a version come to its last question.",
    "routing": "A condition looks at earlier questions of the same version, and at answers that they have.",
    "tangled": "The conditions are few enough for every way to be followed.",
    "wording": "Each question, answer and notice has words in each version that needs them.",
    "translation": "Each whole language has them too.",
    "words": "And the words around the questions: buttons, notices, pages. Else these are English.",
    "reading-age": "A version reads at the age for its youngest year: 8 in year 4, 10 in year 6, then 11.",
    "rather-not": "A sensitive question can be left with “I'd rather not say”.",
    "ways-out": "Every other question has both ways out.",
    "safeguarding": "Before free text stands who reads it, and who can help now: Childline and 999.",
    "minutes": "The longest way through fits into the minutes of the version.",
    "never-seen": "Somebody of all the pupils who walk through sees each question.",
    "lineage": "What is said to come from an earlier wave is there, once; no id is used for something new.",
    "drift": "What can be compared has the same kind, answers and scale as before.",
}
"""Every check by its name, in the order in which findings are told."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a questionnaire.

    Attributes
    ----------
    check
        Which of `CHECKS`.
    version
        In which version; nothing where it is the same in all.
    question
        At which question; nothing where it is about the whole.
    says
        What is wrong.
    do
        What to do about it.
    """

    check: str
    version: str
    question: str
    says: str
    do: str


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """By check, and within a check as they were found; each once."""
    order = list(CHECKS)
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: order.index(finding.check)))
