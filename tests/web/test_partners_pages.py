"""The pages behind the sign-in: what they show, and how few questions they ask of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oneplan.definitions.partnerships import read_partnership
from oneplan.web.people.partnership.loading import load_partnership
from web.partners import client_as
from web.test_security import Inline, assert_protected

pytestmark = pytest.mark.django_db

PAGES = [
    "/partners/",
    "/partners/how-to/",
    "/partners/organisations/",
    "/partners/organisations/police/",
    "/partners/organisations/police/change/",
    "/partners/organisations/police/end/",
    "/partners/organisations/police/add-person/",
    "/partners/add/organisation/",
    "/partners/people/",
    "/partners/groups/",
    "/partners/groups/coalition-board/",
    "/partners/groups/coalition-board/change/",
    "/partners/groups/coalition-board/seat/",
    "/partners/add/group/",
    "/partners/documents/",
    "/partners/documents/add/",
    "/partners/documents/terms-of-reference/version/",
    "/partners/log/",
]
PUBLIC = ["/partnership/", "/documents/", "/how-we-work/who-may-do-what/"]


@pytest.fixture
def loaded(own_home):
    load_partnership(read_partnership("childrens-coalition"))


@pytest.mark.parametrize("address", [*PAGES, *PUBLIC])
def test_a_page_opens_and_asks_few_questions(loaded, address):
    client = client_as("administrator", organisation="county-council")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    assert_protected(answer)
    assert Inline(answer.content.decode()).found == []
    assert len(asked) <= 22, [query["sql"][:120] for query in asked]


@pytest.mark.parametrize("address", [*PAGES, *PUBLIC])
def test_a_page_of_an_empty_partnership_says_what_will_be_there(own_home, address):
    client = client_as("administrator")
    missing = "coalition-board" in address or "terms-of-reference" in address
    assert client.get(address).status_code == (404 if missing else 200)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_opens_without_signing_in(loaded, client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert not client.cookies
