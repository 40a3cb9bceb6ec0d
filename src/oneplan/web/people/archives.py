"""Looks into office files, which are archives: what kind they are, how much they unpack to, and macros."""

import io
import re
import zipfile
import zlib

from oneplan.errors import NotValid

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024**2
MOST_TIMES_LARGER = 200
# A short text of one letter packs very well and harms nobody.
NEVER_A_BOMB = 1024**2
A_PIECE = 1024**2
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, RuntimeError, OSError)

BY_CONTENT_TYPE = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
BY_MEDIA_TYPE = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
HARMFUL_MEMBER = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex|oleobject|^basic/|^scripts/"
    r"|\.(docm|dotm|xlsm|xltm|xlam|xlsb|exe|dll|scr|js|vbs|ps1|bat|cmd|lnk|hta|jar)$",
    re.IGNORECASE,
)
HARMFUL_TYPE = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX", re.IGNORECASE)
# A template or an object that the reader's own program would fetch from elsewhere and run.
FETCHED = re.compile(
    rb"<Relationship\b(?=[^<>]*(attachedTemplate|oleObject|frame))(?=[^<>]*TargetMode\s*=\s*[\"']External)",
    re.IGNORECASE,
)


def find_archive_kind(content: bytes) -> str:
    """The kind of an office file.

    Raises
    ------
    NotValid
        When the archive is broken, locked, unpacks to very much, holds macros, or is no office file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_size(members, whole=len(content))
            _check_members(members)
            _read_through(archive, members)
            return _kind(archive)
    except BROKEN as error:
        raise NotValid("This file is broken or locked. Save it again without a password.") from error


def _check_size(members: list[zipfile.ZipInfo], *, whole: int) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bursting = unpacked > max(NEVER_A_BOMB, whole * MOST_TIMES_LARGER)
    # More packed bytes than the file has means that its members share them: a bomb of another make.
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or bursting or packed > whole:
        raise NotValid("This file unpacks to far more than it seems. Save its text as a new file.")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise NotValid("This file says the same thing twice. Save it again, and send that.")
    if any(member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in members):
        raise NotValid("This file is packed in an unusual way. Save it again, and send that.")
    if any(HARMFUL_MEMBER.search(name) for name in names):
        raise NotValid(
            "This file holds macros or a program. Save it without macros (.docx, .xlsx, .odt, .ods or PDF)."
        )


def _read_through(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpack everything once, piece by piece, so that the checksums are proven and nothing lies."""
    for member in members:
        with archive.open(member) as opened:
            while opened.read(A_PIECE):
                pass
        if member.filename.endswith(".rels") and FETCHED.search(archive.read(member)):
            raise NotValid("This file fetches something from elsewhere when it is opened. Save it as PDF.")


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        found = BY_MEDIA_TYPE.get(archive.read("mimetype").strip())
        if found and "content.xml" in names:
            return found
    if "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml")
        if HARMFUL_TYPE.search(types):
            raise NotValid("This file holds macros. Save it without macros (.docx or .xlsx).")
        for said, kind in BY_CONTENT_TYPE.items():
            if said in types:
                return kind
    raise NotValid("This archive is no document. Send the document itself: .docx, .xlsx, .odt, .ods or PDF.")
