"""Describes the answers of a closed wave as a DDI-Codebook, for archives and for statistics programs."""

from collections.abc import Collection, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET  # nosec B405

from oneplan.listen.closing.closed import Closed
from oneplan.listen.closing.columns import SYNTHETIC, Column
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.formats.placing import placed
from oneplan.listen.formats.spss import spss_names, spss_variables
from oneplan.listen.formats.variables import MISSING, Variable, missing_labels

NAMESPACE = "ddi:codebook:2_5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NUMBERS = frozenset({"pupil", "year", SYNTHETIC})
_MADE_UP = "Synthetic: made up by a computer. No child gave these answers."


def write_ddi(closed: Closed, path: Path, *, texts: Collection[str] = ()) -> Path:
    """Write a DDI-Codebook 2.5 that describes the `.sav` file of `write_sav`; it counts no pupils.

    Parameters
    ----------
    closed
        The wave.
    path
        A file that is not there yet.
    texts
        The questions whose free texts stand in the `.sav` file.

    Raises
    ------
    NotFound
        When one of `texts` takes no free text.
    NotValid
        When the file is there already.
    NotReachable
        When it cannot be written.

    References
    ----------
    DDI Alliance, DDI-Codebook 2.5 (2012).
    """
    wanted = spss_variables(closed, texts)
    book = _codebook(closed.asked, wanted, is_synthetic=closed.is_synthetic)
    with placed(path) as draft:
        ET.ElementTree(book).write(draft, encoding="utf-8", xml_declaration=True)
    return path


def _codebook(asked: Questionnaire, wanted: list[Variable], *, is_synthetic: bool) -> ET.Element:
    book = ET.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", _LANGUAGE: asked.language})
    study = _under(book, "stdyDscr")
    title = _under(_under(study, "citation"), "titlStmt")
    _under(title, "titl", f"{'Synthetic: ' * is_synthetic}{asked.title} ({asked.wave})")
    _under(title, "IDNo", f"{asked.id}-{asked.wave}")
    about = _under(study, "stdyInfo")
    for said in filter(None, (_MADE_UP if is_synthetic else "", asked.note)):
        _under(about, "abstract", said)
    file = _under(_under(book, "fileDscr", ID="F1"), "fileTxt")
    _under(_under(file, "dimensns"), "varQnty", str(len(wanted)))
    _under(file, "fileType", "SPSS system file")
    data = _under(book, "dataDscr")
    ids = {one.name: f"V{place}" for place, one in enumerate(wanted, start=1)}
    for topic, name in asked.topics.items():
        of_topic = [ids[one.name] for one in wanted if one.column and one.column.question.topic == topic]
        if of_topic:
            group = _under(data, "varGrp", ID=f"G-{topic}", type="subject", var=" ".join(of_topic))
            _under(group, "labl", name)
    names = spss_names(ids)
    missing = missing_labels(asked)
    for one in wanted:
        _variable(
            _under(data, "var", ID=ids[one.name], name=names[one.name], files="F1"), one, missing=missing
        )
    return book


def _variable(var: ET.Element, one: Variable, *, missing: Mapping[int, str]) -> None:
    """One variable, with its parts in the order that the schema asks for."""
    _under(var, "labl", one.label)
    if one.column is not None:
        _asked(var, one.column, one.label)
        for number, label in (one.values or {}).values():
            _category(var, number, label)
        for number, label in missing.items() if one.column.holds != "text" else ():
            _category(var, number, label, missing="Y")
    is_number = one.name in _NUMBERS if one.column is None else one.column.holds != "text"
    _under(var, "varFormat", type="numeric" if is_number else "character", schema="SPSS")


def _asked(var: ET.Element, column: Column, label: str) -> None:
    """What was asked, which values can stand there, and whom it was asked of."""
    question = column.question
    _under(_under(var, "qstn"), "qstnLit", label)
    if column.holds == "number":
        var.set("intrvl", "contin")
        _under(_under(var, "valrng"), "range", min=str(question.lowest), max=str(question.highest))
    if column.holds != "text":
        invalid = _under(var, "invalrng")
        for number in sorted(MISSING.values()):
            _under(invalid, "item", VALUE=str(number))
    _under(var, "universe", f"Versions: {', '.join(question.versions)}")
    if question.ask_if:
        _under(var, "universe", f"Asked if: {question.ask_if}")


def _category(var: ET.Element, number: int, label: str, **attributes: str) -> None:
    category = _under(var, "catgry", **attributes)
    _under(category, "catValu", str(number))
    _under(category, "labl", label)


def _under(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element
