"""Spreadsheets of texts alone: written without formulas, and read within limits however they were packed."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr  # nosec B406

from oneplan.errors import NotValid
from oneplan.listen.formats.marked_up import Start, walk_xml

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 5_000_000, 40_000_000, 200
MOST_ROWS, MOST_COLUMNS = 20_000, 500
Rows = Sequence[Mapping[str, str]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BEFORE_MARKS, _TWO_BYTES = b"\xef\xbb\xbf \t\r\n", (b"\xff\xfe", b"\xfe\xff")
_DAY = (1980, 1, 1, 0, 0, 0)


def write_xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """Sheets of rows as XLSX; every cell is a text, so nothing in it can ever be run as a formula.

    The same rows give the same bytes.

    Examples
    --------
    >>> read_xlsx(write_xlsx({"one": [{"a": "=1+1", "b": "no"}]}), name="x.xlsx")
    {'one': [{'a': '=1+1', 'b': 'no'}]}
    """
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{kinds}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        ),
    }
    for number, rows in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path, text in parts.items():
            entry = zipfile.ZipInfo(path, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
    return packed.getvalue()


def read_xlsx(data: bytes, *, name: str) -> dict[str, list[dict[str, str]]]:
    """The sheets of a spreadsheet: for each the rows that are not empty, by the names in its first row.

    Raises
    ------
    NotValid
        When it is no XLSX, or larger in any way than a questionnaire can be.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only where it is asked for

    _check_size(data, name=name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise NotValid(f"{name} is not readable as XLSX. Save it again as XLSX.") from error
    return {sheet: _named(table, sheet=sheet, name=name) for sheet, table in tables.items()}


def _sheet(rows: Rows) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    written = [dict(zip(columns, columns, strict=True)), *rows]
    lines = "".join(
        f"<row>{''.join(_cell(row.get(column, '')) for column in columns)}</row>" for row in written
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else "<c/>"


def _check_size(data: bytes, *, name: str) -> None:
    """Unpack everything once within limits, and look for cells so far out that a reader would drown."""
    if len(data) > MOST_BYTES:
        raise NotValid(f"{name} is larger than {MOST_BYTES:,} bytes. A questionnaire needs far less.")
    too_much = f"{name} unpacks to more than a questionnaire can hold. Save it again without pictures."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names or names & {"content.xml", "xl/workbook.bin"}:
                raise NotValid(f"{name} is no XLSX spreadsheet. Save it as XLSX.")
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise NotValid(too_much)
            for entry in entries:
                part = file.read(entry)
                if part[:100].lstrip(_BEFORE_MARKS).startswith(b"<") or part.startswith(_TWO_BYTES):
                    walk_xml(part, name=name, start=_within_reach(name))
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise NotValid(f"{name} is not readable as XLSX. Save it again as XLSX.") from error
    except zipfile.LargeZipFile as error:
        raise NotValid(too_much) from error


def _within_reach(name: str) -> Start:
    def look(tag: str, attributes: Mapping[str, str]) -> None:
        if tag not in ("c", "row", "dimension", "mergeCell"):
            return
        for place in (attributes.get("r", ""), attributes.get("ref", "").rpartition(":")[2]):
            found = _CELL.fullmatch(place)
            row = int(found[2]) if found else int(place) if place.isdecimal() else 0
            if row > MOST_ROWS or (found and _column(found[1]) > MOST_COLUMNS):
                raise NotValid(f"{name} has a cell at {place}. Take out what lies so far away, and save it.")

    return look


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _named(table: Iterable[Sequence[object]], *, sheet: str, name: str) -> list[dict[str, str]]:
    rows = [[_text(cell) for cell in row] for row in table]
    heads = [head.strip() for head in rows[0]] if rows else []
    twice = next((head for head in heads if head and heads.count(head) > 1), None)
    if twice:
        raise NotValid(f"{name}, sheet {sheet}: the column {twice[:60]} stands there twice. Take one out.")
    named = [
        {head: cell for head, cell in zip(heads, row, strict=False) if head and cell} for row in rows[1:]
    ]
    return [row for row in named if row]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
