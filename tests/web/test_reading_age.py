"""Public pages can be read by a child of eleven: computed from what each page says in its own words."""

import pytest

from oneplan.words.reading import hardest_sentences, reading_age
from web.reading import read, sayings

OLDEST = 11
PAGES = (
    "/",
    "/?area=E09000007",
    "/children/",
    "/children/hidden-gaps/",
    "/children/hidden-gaps/?area=E10000016&against=region",
    "/children/measures/",
    "/children/measures/attainment-8/",
    "/children/measures/persistent-absence/?group=in-need",
    "/children/groups/",
    "/children/groups/care/",
    "/children/groups/poverty/",
    "/children/help/",
    "/plan/young-people/",
    "/how-we-work/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_child_of_eleven_can_read_it(site, address):
    said = sayings(read(site.get(address)))
    assert reading_age(said) <= OLDEST, hardest_sentences(said.split("\n\n"), limit=OLDEST)[:5]
