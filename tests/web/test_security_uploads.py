"""What is sent is judged by what is in it: kind, size, macros, bombs and disguises."""

import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from builders import refusal_of
from oneplan.web.people import archives, uploads
from oneplan.web.people.uploads import MEDIA_TYPES, check_upload, neutral_name

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
WORD = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
EXCEL = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sheet.main+xml"/></Types>'
)


def packed(method=zipfile.ZIP_DEFLATED, **members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def office(types=WORD, **members):
    return packed(**{"[Content_Types].xml": types, "word/document.xml": b"<w/>", **members})


def open_document(media_type, **members):
    return packed(**{"mimetype": media_type, "content.xml": b"<office/>", **members})


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def picture(width=1, height=1):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


GOOD = {
    "pdf": PDF,
    "docx": office(),
    "xlsx": office(EXCEL),
    "odt": open_document("application/vnd.oasis.opendocument.text"),
    "ods": open_document("application/vnd.oasis.opendocument.spreadsheet"),
    "png": picture(),
    "csv": b"area,value\nLeeds,1\n",
    "md": b"# Terms of reference\n",
    "txt": "Children’s views".encode(),
}


def sent(content, name="paper"):
    return check_upload(SimpleUploadedFile(name, content))


def refused(content, name="paper"):
    return refusal_of(lambda: sent(content, name))


@pytest.mark.parametrize("kind", GOOD)
def test_each_kind_is_taken_with_its_own_type_and_digest(kind):
    upload = sent(GOOD[kind], f"Our Paper.{kind}")
    assert upload.file_name == f"our-paper.{kind}"
    assert upload.media_type == MEDIA_TYPES[kind]
    assert upload.digest == hashlib.sha256(GOOD[kind]).hexdigest()
    assert (upload.size, upload.content) == (len(GOOD[kind]), GOOD[kind])


@pytest.mark.parametrize("kind", ["pdf", "docx", "png"])
def test_the_content_and_not_the_name_decides_what_it_is(kind):
    upload = sent(GOOD[kind], "harmless.txt")
    assert upload.file_name == f"harmless.{kind}"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03", "kind of file is not taken"),
        (b"\x7fELF\x02\x01", "kind of file is not taken"),
        (b"GIF89a\x00\x01", "kind of file is not taken"),
        (b"<html><script>alert(1)</script>", "web page"),
        (b"  \n<!DOCTYPE html>", "web page"),
        (b"\xef\xbb\xbf<svg onload='x'>", "web page"),
        (b"#!/bin/sh\nrm -rf /", "program"),
        ("Kinder".encode("utf-16"), "UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old office program"),
        (b"%PDF-1.7\n<< /S /JavaScript /JS (app.alert(1)) >>\n%%EOF", "script"),
        (b"%PDF-1.7\n<< /S /J#61vaScript >>\n%%EOF", "script"),
        (b"%PDF-1.7\n<< /S /Launch /F (cmd.exe) >>\n%%EOF", "start a program"),
        (b"%PDF-1.7\n<< >>", "cut short"),
        (picture() + b"PK\x03\x04", "hidden behind"),
        (picture(60_000, 60_000), "too many points"),
        (picture()[:-6], "broken"),
        (picture().replace(b"IDAT", b"IDAX"), "broken"),
        (packed(**{"readme.txt": b"x"}), "no document"),
        (office(**{"word/vbaProject.bin": b"x"}), "macros"),
        (office(**{"word/embeddings/oleObject1.bin": b"x"}), "macros or a program"),
        (office(**{"word/embeddings/sheet.xlsm": b"x"}), "macros or a program"),
        (office(WORD + b"application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (
            open_document("application/vnd.oasis.opendocument.text", **{"Basic/Standard/M.xml": b"x"}),
            "macros",
        ),
        (open_document("application/vnd.oasis.opendocument.text-master"), "no document"),
        (office()[:-30], "broken"),
        (b"PK\x03\x04" + b"\0" * 200, "broken"),
    ],
)
def test_what_could_do_harm_is_refused_in_a_sentence_that_says_what_to_do(content, why):
    said = refused(content)
    assert said is not None
    assert why in said
    assert said.endswith(".")


def test_a_template_that_is_fetched_from_elsewhere_is_refused():
    link = b'<Relationship Id="a" Type="http://x/attachedTemplate" TargetMode="External" Target="http://x"/>'
    assert "fetches something" in refused(office(**{"word/_rels/settings.xml.rels": link}))


def test_a_link_to_a_web_page_is_no_reason_to_refuse():
    link = b'<Relationship Id="a" Type="http://x/hyperlink" TargetMode="External" Target="http://x"/>'
    assert refused(office(**{"word/_rels/document.xml.rels": link})) is None


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(archives, "_read_through", lambda *_: pytest.fail("it was unpacked"))
    bomb = office(**{"word/big.xml": bytes(20 * 1024**2)})
    assert len(bomb) < 100_000
    assert "unpacks to far more" in refused(bomb)


def test_too_many_members_are_refused():
    many = office(**{f"word/{number}.xml": b"" for number in range(archives.MOST_MEMBERS)})
    assert "unpacks to far more" in refused(many)


def test_members_that_share_their_bytes_are_refused():
    bomb = bytearray(office(**{"word/a.xml": bytes(range(256)) * 8, "word/b.xml": bytes(range(255)) * 8}))
    place = bomb.rfind(b"PK\x01\x02")
    struct.pack_into("<I", bomb, place + 20, len(bomb))
    assert refused(bytes(bomb)) is not None


def test_a_checksum_that_is_wrong_is_noticed():
    whole = bytearray(
        packed(zipfile.ZIP_STORED, **{"[Content_Types].xml": WORD, "word/document.xml": b"<w/>"})
    )
    whole[whole.find(b"<w/>") + 1] ^= 1
    assert "broken" in refused(bytes(whole))


def test_a_locked_archive_is_refused():
    locked = bytearray(office())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        locked[at + place] |= 1
    assert "without a password" in refused(bytes(locked))


def test_a_file_that_is_too_large_is_not_read():
    class Huge:
        name, size = "huge.pdf", uploads.LARGEST + 1

        def read(self, size=-1, /):
            pytest.fail("it was read")

        def seek(self, position, /):
            pytest.fail("it was read")

    assert "larger than 20 MB" in refusal_of(lambda: check_upload(Huge()))


def test_a_file_that_lies_about_its_size_is_not_read_whole():
    file = SimpleUploadedFile("a.txt", b"a" * (uploads.LARGEST + 10))
    file.size = 3
    assert "larger than 20 MB" in refusal_of(lambda: check_upload(file))


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\me\\Plan.txt", "plan.txt"),
        ("con", "document-con.txt"),
        ("", "document.txt"),
        (".txt", "txt.txt"),
        ("\u202efdp.exe", "fdp.txt"),
        ("<script>.txt", "script.txt"),
        ('a"; filename="b.html', "a-filename-b.txt"),
        ("Naïve Café\r\nX: y.txt", "naive-cafe-x-y.txt"),
        ("x" * 400 + ".txt", "x" * 80 + ".txt"),
    ],
)
def test_names_are_made_neutral(given_name, kept):
    assert neutral_name(given_name, kind="txt") == kept


@given(st.text())
def test_no_name_can_hurt_a_page_or_a_disk(name):
    kept = neutral_name(name, kind="pdf")
    assert kept.isascii()
    assert len(kept) <= 100
    assert set(kept) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert kept.count(".") == 1


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_are_taken_or_refused_and_nothing_else_happens(content, start):
    refused(start + content)
