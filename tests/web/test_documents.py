"""Documents: published with versions, given out whole and unchanged, and never run inside the site."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oneplan.web import wiring
from oneplan.web.people.models import Document, Event, Version
from web.partners import client_as

pytestmark = pytest.mark.django_db

TEXT = b"# Terms of reference\n\nThe board meets every three months.\n"


def publish(client, content=TEXT, *, name="terms.md", title="Terms"):
    file = SimpleUploadedFile(name, content)
    return client.post("/partners/documents/add/", {"title": title, "file": file})


def test_a_document_is_published_and_everybody_can_download_it(own_home, client):
    assert publish(client_as("manager")).status_code == 302
    page = client.get("/documents/").content.decode()
    assert "/documents/terms/1/terms.md" in page
    answer = client.get("/documents/terms/1/terms.md")
    assert answer.content == TEXT
    assert answer.headers["Content-Disposition"] == 'attachment; filename="terms.md"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_new_version_leaves_the_earlier_one_as_it_was(own_home, client):
    manager = client_as("manager")
    publish(manager)
    newer = SimpleUploadedFile("terms.md", TEXT + b"Changed.\n")
    manager.post("/partners/documents/terms/version/", {"file": newer, "note": "Clearer"})
    assert client.get("/documents/terms/1/terms.md").content == TEXT
    assert client.get("/documents/terms/2/terms.md").content.endswith(b"Changed.\n")
    assert "Clearer" in client.get("/documents/").content.decode()


def test_the_same_file_is_not_published_twice(own_home):
    manager = client_as("manager")
    publish(manager)
    again = manager.post("/partners/documents/terms/version/", {"file": SimpleUploadedFile("terms.md", TEXT)})
    assert "same file as the latest version" in again.content.decode()
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("run.exe", b"MZ" + bytes(200)),
        ("../../etc/passwd", b"\x00\x01\x02"),
    ],
)
def test_a_file_that_could_do_harm_is_refused_with_a_sentence(own_home, name, content):
    answer = publish(client_as("manager"), content, name=name)
    said = answer.context["form"].errors["file"]
    assert answer.status_code == 200
    assert said[0].endswith(".")
    assert not Document.objects.exists()
    assert not Event.objects.filter(act="document.publish").exists()
    assert not list((wiring.home() / "documents").glob("*"))


def test_a_file_changed_on_the_server_is_not_given_out(own_home, client):
    publish(client_as("manager"))
    kept = wiring.home() / "documents" / hashlib.sha256(TEXT).hexdigest()
    kept.write_bytes(b"something else")
    answer = client.get("/documents/terms/1/terms.md")
    assert answer.status_code == 404
    assert "changed on the server" in answer.content.decode()


def test_an_unknown_version_is_a_page_that_is_not_there(own_home, client):
    publish(client_as("manager"))
    assert client.get("/documents/terms/7/terms.md").status_code == 404
    assert client.get("/documents/nothing/1/terms.md").status_code == 404


def test_a_text_that_claims_to_be_a_pdf_is_given_out_as_a_text(own_home, client):
    publish(client_as("manager"), b"this is no PDF", name="claims.pdf")
    version = Version.objects.get()
    assert version.media_type == "text/plain"
    assert client.get(f"/documents/terms/1/{version.file_name}").headers["Content-Type"] == "text/plain"
