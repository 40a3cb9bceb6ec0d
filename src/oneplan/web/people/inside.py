"""Tells from its bytes alone what kind of file something is, and refuses what could do harm."""

import re
import struct
import zlib

from oneplan.errors import NotValid
from oneplan.web.people.archives import find_archive_kind

TAKEN = "PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt, .ods), PNG, CSV, Markdown or plain text"

PDF = b"%PDF-"
PNG = b"\x89PNG\r\n\x1a\n"
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MOST_PIXELS = 50_000_000
# Names in a PDF may be written with #xx for a letter, which is how scripts are hidden from a plain search.
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTS = re.compile(rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?)(?![A-Za-z0-9])")


def find_kind(content: bytes) -> str:
    """The kind of file by its ending, such as “pdf”; text of any sort is “txt”.

    Raises
    ------
    NotValid
        When it is none of the kinds that are taken, is broken, or could do harm.
    """
    if content.startswith(PDF):
        return _check_pdf(content)
    if content.startswith(PNG):
        return _check_png(content)
    if content.startswith(ZIP):
        return find_archive_kind(content)
    if content.startswith(OLD_OFFICE):
        raise NotValid(
            "This is a file of an old office program, or one with a password. "
            "Save it as .docx, .xlsx or PDF without a password."
        )
    return _check_text(content)


def _check_pdf(content: bytes) -> str:
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if ACTS.search(plain):
        raise NotValid(
            "This PDF holds a script, another file, or an order to start a program. "
            "Print it to a new PDF, and send that."
        )
    if b"%%EOF" not in content[-2048:]:
        raise NotValid("This PDF is cut short. Save it again, and send that.")
    return "pdf"


def _check_png(content: bytes) -> str:
    """Walk the chunks: the picture must be whole, of a size that can be shown, with nothing after it."""
    broken = NotValid("This picture is broken. Save it again as PNG, and send that.")
    place, seen = len(PNG), b""
    while seen != b"IEND":
        if place + 12 > len(content):
            raise broken
        (length,) = struct.unpack_from(">I", content, place)
        first, seen = not seen, content[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(content) or (first and (seen, length) != (b"IHDR", 13)):
            raise broken
        if zlib.crc32(content[place + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            raise broken
        if first:
            _check_pixels(content)
        place = end
    if place != len(content):
        raise NotValid("Something else is hidden behind this picture. Save it again as PNG, and send that.")
    return "png"


def _check_pixels(content: bytes) -> None:
    width, height = struct.unpack_from(">II", content, len(PNG) + 8)
    if not 0 < width * height <= MOST_PIXELS:
        raise NotValid("This picture has too many points to be shown. Make it smaller, and send that.")


def _check_text(content: bytes) -> str:
    refusal = NotValid(f"This kind of file is not taken. Send {TAKEN}; plain text has to be UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal from error
    if any(letter < " " and letter not in "\t\n\r\f" for letter in text) or "\x7f" in text:
        raise refusal
    if re.match(r"\s*(<[!?a-z]|#!)", text, re.IGNORECASE):
        raise NotValid(f"This is a web page or a program, which is not taken. Send {TAKEN}.")
    return "txt"
