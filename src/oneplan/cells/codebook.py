"""What was declared of the records, found in their rows and checked: all that reading and counting needs."""

from dataclasses import dataclass

from oneplan.cells.amounts import Amount
from oneplan.cells.cells import Characteristic
from oneplan.cells.coding import AnswerCoding, Coding
from oneplan.cells.declaring import Answer, Outcome


@dataclass(frozen=True)
class Codebook:
    """Everything that was declared, found in the rows and checked."""

    characteristics: tuple[Characteristic, ...]
    codings: tuple[Coding, ...]
    outcomes: tuple[Outcome, ...]
    answers: tuple[AnswerCoding, ...]
    means: tuple[Amount, ...]
    weight: Amount | None
    schools: tuple[Answer, ...]
    """The schools' values, in their order."""
