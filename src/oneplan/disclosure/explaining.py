"""Says in sentences why a release does not pass the gate, and what must still be checked by hand."""

from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.policies import Policy, say_stricter

_BY_HAND = "This policy also has rules on {}. They are not applied here: check them by hand."
_UNFINISHED = "The time was up before every cell was considered: more is withheld than need be."


def notes_of(
    policy: Policy, *, finished: bool, with_rate: bool = False, with_sum: bool = False
) -> tuple[str, ...]:
    """What a certificate says beside its figures: rules that are stricter, and rules not applied."""
    notes = tuple(filter(None, (say_stricter(policy), "" if finished else _UNFINISHED)))
    left = [
        rule
        for asks, rule in (
            (policy.class_disclosure and not with_rate, "groups that are all yes or all no"),
            (policy.least_schools and not with_sum, "schools"),
            (policy.least_base or policy.least_area, "answers and areas"),
        )
        if asks
    ]
    return (*notes, _BY_HAND.format(", and on ".join(left))) if left else notes


def why_not(certificate: Certificate) -> str:
    """Why the gate stays shut, and what to do."""
    if not certificate.complete:
        return " ".join(
            (
                "The audit did not end, so nothing is released. Choose fewer tables, or merge levels.",
                *certificate.notes,
            )
        )
    if certificate.classes:
        return (
            f"Small groups would be shown to be all cases or none ({certificate.classes} of them), so "
            "nothing is released. Merge levels, so that these groups are joined with others."
        )
    if certificate.sums and not certificate.sums.safe:
        return (
            "The audit found sums that a reader, or a contributor, could tell too well, so nothing is "
            "released. Merge levels, or leave the sum out."
        )
    return "The audit found cells that a reader could work out, so nothing is released. Merge levels first."
