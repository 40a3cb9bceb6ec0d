"""Takes a closed wave's file to the format that somebody works with, by its name."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from oneplan.errors import NotFound
from oneplan.listen.closing.closed import RESPONSE, Closed
from oneplan.listen.closing.keeping import read_answers
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.formats.ddi import write_ddi
from oneplan.listen.formats.spss import write_sav
from oneplan.listen.formats.tables import write_long, write_wide

FORMATS: Mapping[str, tuple[str, Callable[..., Path]]] = {
    "wide": (".csv", write_wide),
    "long": (".csv", write_long),
    "sav": (".sav", write_sav),
    "ddi": (".xml", write_ddi),
}
"""The ending of each format, and what writes it."""


def export_answers(
    file: Path, *, questionnaire: Path, form: str, to: Path | None = None, texts: Collection[str] = ()
) -> Path:
    """Write the answers of a closed wave in a format, beside their file where nothing else is said.

    Every row is about one child: what is written is for those who may work with the answers, and leaves
    only through the gate.

    Raises
    ------
    NotFound
        When a file or the format is not there, or a question takes no free text.
    NotValid
        When the file does not belong to the questionnaire, or the export is there already.
    NotReachable
        When it cannot be written.
    """
    if form not in FORMATS:
        raise NotFound(f"There is no format “{form}”. Choose one of {', '.join(FORMATS)}.")
    if not file.is_file():
        raise NotFound(f"There is no file {file}. Name the answers of a closed wave, which end in .parquet.")
    asked = read_questionnaire(questionnaire)
    closed = Closed(asked, read_answers(file, asked=asked), RESPONSE.to_frame())
    ending, write = FORMATS[form]
    return write(closed, to or file.with_name(f"{file.stem}-{form}{ending}"), texts=texts)
