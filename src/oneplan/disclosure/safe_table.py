"""A table that may be shown: only the gate makes one, after the audit of what a reader would get."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import TypeAdapter, ValidationError

from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.policies import Policy
from oneplan.errors import NotSafe


class Seal:
    """What the gate alone holds; a table without it is refused."""


_SEAL: Final = Seal()


@dataclass(frozen=True)
class SafeTable:
    """Cells that may be shown, with the policy and the certificate under which they may.

    Attributes
    ----------
    dimensions
        The names of the columns of codes.
    cells
        For each cell that holds a child its value, or None where it is withheld to protect children. A cell
        that is left out holds no child.
    policy
        The rules it was made by.
    certificate
        What the audit of the finished file found.
    base
        What shown values are rounded to; 1 where they are not.
    sums
        Where something was added up: for each cell its sum, or None where that is withheld.
    """

    dimensions: tuple[str, ...]
    cells: Mapping[tuple[str, ...], int | None]
    policy: Policy
    certificate: Certificate
    base: int = 1
    sums: Mapping[tuple[str, ...], Decimal | None] = field(default_factory=dict)
    seal: Seal = field(default_factory=Seal, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a table that did not come through the gate, or whose audit did not end well.

        Raises
        ------
        NotSafe
            When anybody but the gate makes one.
        """
        if self.seal is not _SEAL:
            raise NotSafe("Only the gate makes a table that may be shown. Take the counts through it first.")
        if not (self.certificate.safe and self.certificate.complete):
            raise NotSafe("The audit of this table did not end well, so it may not be shown.")

    def find_value(self, codes: Sequence[str]) -> int | None:
        """A cell's value, None where it is withheld, nought where no child is."""
        return self.cells.get(tuple(codes), 0)


def seal_table(
    dimensions: tuple[str, ...],
    cells: Mapping[tuple[str, ...], int | None],
    *,
    policy: Policy,
    certificate: Certificate,
    base: int = 1,
    sums: Mapping[tuple[str, ...], Decimal | None] | None = None,
) -> SafeTable:
    """Make a safe table: called by the gate alone, as a test of every module holds.

    Raises
    ------
    NotSafe
        When the certificate does not say that it is safe.
    """
    return SafeTable(dimensions, cells, policy, certificate, base, sums or {}, _SEAL)


def reopen_table(shown: str, *, certificate: str, policy: Policy) -> SafeTable:
    """A table that came through the gate before, from the text of its file and of its certificate.

    Raises
    ------
    NotSafe
        When the file is not the one that the certificate names, when the certificate is of another policy or
        cannot be read, or when the audit did not end well.
    """
    try:
        read = TypeAdapter(Certificate).validate_json(certificate)
    except ValidationError as error:
        raise NotSafe("The certificate cannot be read. Take the table through the gate again.") from error
    if hashlib.sha256(shown.encode()).hexdigest() not in read.files.values() or read.policy != policy.name:
        raise NotSafe("This table is not the one that was audited. Take it through the gate again.")
    heading, *lines = csv.reader(io.StringIO(shown))
    at = heading.index("value")
    cells = {tuple(line[:at]): int(line[at]) if line[at] else None for line in lines}
    return seal_table(
        tuple(heading[:at]),
        cells,
        policy=policy,
        certificate=read,
        base=policy.base,
        sums=sums_in(shown),
    )


def sums_in(shown: str) -> dict[tuple[str, ...], Decimal | None]:
    """The sums in the text of a file, None where they are withheld; nothing where it has none.

    Examples
    --------
    >>> sums_in("school,value,state,days,days_state\\ns1,9,shown,12.5,shown\\n")
    {('s1',): Decimal('12.5')}
    """
    heading, *lines = csv.reader(io.StringIO(shown))
    at = heading.index("value")
    added = next((place for place, name in enumerate(heading) if f"{name}_state" in heading), None)
    if added is None:
        return {}
    return {tuple(line[:at]): Decimal(line[added]) if line[added] else None for line in lines}
