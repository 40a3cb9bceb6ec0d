"""The plan's pages: what is agreed, in whose words, what figures say, and what is not there."""

import re

import pytest

from builders import ROOT, shared_data
from library.plan_files import SMALL, change_file, small_plan
from oneplan.choices import FILE_NAME, write_choices
from oneplan.plan.files import write_plan
from oneplan.web.plan.queries import find_plan_in_force
from oneplan.words.area import find_authority, list_authorities
from oneplan.words.reading import reading_age
from web.reading import Elements, linked, read, rows, sayings, text, text_of

PRIORITIES = ("SW-1", "SW-2", "GW-1", "GW-2", "GW-3", "BW-1", "BW-2", "BW-3", "LW-1", "LW-2")
ITEMS = [
    *(f"/plan/objectives/{one}/" for one in ("equity", "access", "inclusion", "quality")),
    *(f"/plan/pillars/{one}/" for one in ("starting-well", "growing-well", "being-well", "living-well")),
    *(f"/plan/priorities/{one}/" for one in PRIORITIES),
]
PAGES = ["/plan/", "/plan/history/", "/plan/compare/", "/plan/partnership-plan-2015-18/", *ITEMS]
HERE = "E10000013"
OBJECTIVES = ("Equity", "Access", "Inclusion", "Quality")


def shown(answer):
    """The page's own words, without what stands around every page."""
    return text_of(read(answer).partition("<main")[2].partition("</main>")[0])


def own_plan(home, plan, *, area="Leeds", names=None):
    """A partnership of another authority with a plan of its own."""
    (home / FILE_NAME).unlink(missing_ok=True)
    write_choices(home / FILE_NAME, area=find_authority(area))
    change_file(home, FILE_NAME, old="plans = []", new=f'plans = ["{names or plan.id}"]')
    write_plan(plan, home / "plans" / (names or plan.id))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_and_its_heading_is_a_question(site, address):
    answer = site.get(address)
    assert answer.status_code == 200
    elements = Elements(read(answer))
    assert elements.open == []
    assert [tag for tag, _ in elements.found].count("h1") == 1
    assert re.search(r"<h1>[^<]+\?</h1>", read(answer))
    assert "None" not in shown(answer)
    assert not re.search(r"\b(LAC|CLA|CIN|FSM|EHCP?|SEND?|KS[124]|LA|CCC|CYPwLDD)\b", shown(answer))
    assert not [attrs for tag, attrs in elements.found if tag in ("script", "style") or "style" in attrs]


@pytest.mark.parametrize("address", PAGES)
def test_every_link_leads_somewhere(site, address, lead_somewhere):
    for page in linked(site.get(address)) - lead_somewhere:
        assert site.get(page, follow=True).status_code == 200, page
        lead_somewhere.add(page)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_where_it_stands(site, address):
    crumbs = re.search(r'<nav class="op-crumbs".*?</nav>', read(site.get(address)), re.DOTALL)[0]
    assert "Home" in crumbs
    assert ("The plan" in crumbs) == (address != "/plan/")
    assert 'aria-current="' in read(site.get(address))


@pytest.mark.parametrize("address", PAGES)
def test_a_child_of_eleven_can_read_it(site, address):
    assert reading_age(sayings(read(site.get(address)))) <= 11


def test_the_plan_says_its_vision_objectives_pillars_and_principles(site):
    page = shown(site.get("/plan/"))
    assert "“A great place to grow up where children and young people thrive" in page
    assert "Four objectives, three pillars, one foundation and ten priorities (illustrative)." in page
    for words in (
        "close the gap",
        "pre-birth through",
        "creating the conditions",
        "the primacy of the family",
    ):
        assert f"“{words}" in page
    assert "The whole plan PDF, " in page


def test_the_papers_are_quoted_on_the_pages_to_the_letter(site):
    for seed, address in (
        ("000_36a857e043f17545", "/plan/"),
        ("004_a597a5770629af5c", "/plan/partnership-plan-2015-18/"),
    ):
        path = ROOT.parent / "shared" / "seeds" / f"{seed}.txt"
        if not path.exists():
            pytest.skip("the plans' own papers are absent")
        paper = path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
        quoted = re.findall(r"“([^”]+)”", shown(site.get(address)))
        assert len(quoted) > 10
        for words in quoted:
            parts = [part.strip() for part in words.split("[…]")]
            assert [part for part in parts if part not in paper] == []


def test_every_objective_has_an_honest_sentence_from_the_figures(site):
    page = read(site.get("/plan/"))
    cards = re.findall(r'<li class="op-card op-objective.*?</li>', page, re.DOTALL)
    assert [text_of(re.search(r"<h3>.*?</h3>", card)[0]) for card in cards] == list(OBJECTIVES)
    for card in cards:
        sentence = text_of(re.search(r'<p class="op-honest__say">(.*?)</p>', card)[1])
        assert len(re.findall(r"[.!?](?=\s|$)", sentence)) == 1
        assert re.search(r"on average – (but|and|with) |we cannot tell: ", sentence)
    assert re.search(r"Gap, in points [\d.]+ England [\d.]+, \d+(st|nd|rd|th) of \d+", text_of(cards[0]))


@pytest.mark.parametrize("area", [find_authority(HERE), *list_authorities()[::7]], ids=lambda area: area.name)
def test_the_honest_sentences_can_be_read_at_eleven(site, area):
    cards = re.findall(r'<p class="op-honest__say">(.*?)</p>', read(site.get("/plan/", {"area": area.code})))
    assert len(cards) == 4
    # The name of one group, special educational needs support, is harder than all the rest of a sentence.
    assert reading_age(" ".join(cards)) <= (11 if area.code == HERE else 11.5)


def test_the_matrix_shows_its_holes_in_words(site):
    page = read(site.get("/plan/"))
    matrix = re.search(r'<table class="[^"]*op-matrix".*?</table>', page, re.DOTALL)[0]
    assert matrix.count('class="op-hole"') == text_of(matrix).count("No priority yet") == 4
    assert "4 of 16 squares are empty" in text_of(page)
    assert len(re.findall(r'<th scope="row">', matrix)) == 4
    columns = re.findall(r'data-col="([^"]+)"', matrix)
    assert columns == ["Starting well", "Growing well", "Being well", "Living well"] * 4


@pytest.mark.parametrize("id_", PRIORITIES)
def test_an_invented_priority_is_marked_wherever_it_shows(site, id_):
    for address in PAGES:
        page = read(site.get(address))
        if f"{id_}:" in page or f"Priority {id_}" in page:
            assert "op-illtag" in page, address
            assert "op-ill" in page
            assert "Illustrative" in text_of(page)


@pytest.mark.parametrize("id_", PRIORITIES)
def test_a_priority_says_what_is_missing_and_never_that_it_is_well(site, id_):
    page = shown(site.get(f"/plan/priorities/{id_}/"))
    assert "Illustrative priority" in page
    assert "How is it going? ? Cannot tell yet" in page
    assert "What we do Not written yet." in page
    assert "What we heard: nothing is kept here yet." in page
    assert ("No indicator yet." in page) == (id_ in ("SW-1", "LW-1", "LW-2"))


def test_a_priority_shows_the_gap_of_its_indicator(site):
    answer = site.get("/plan/priorities/SW-2/")
    (row,) = rows(answer)
    assert row.anchor == "good-level-of-development-free-school-meals"
    assert "Children on free school meals" in row.text
    assert 'href="/children/measures/good-level-of-development/"' in row.source
    assert "No denominator is published" in shown(answer)
    assert "Good level of development at the end of reception: children on free school meals" in shown(answer)


def test_an_objective_shows_its_why_and_the_priorities_that_serve_it(site):
    page = shown(site.get("/plan/objectives/equity/"))
    assert "“whilst our headline data is often good" in page
    assert "Illustrative At which age does the gap open" in page
    assert "SW-2: Ready for school, whatever a family earns" in page
    assert "Living well No priority yet" in page
    assert "The papers we read name no indicators. We chose these" in page


def test_an_indicator_without_figures_by_group_shows_its_own_figure(site):
    shared_data("lait")
    page = shown(site.get("/plan/objectives/access/"))
    assert "For whom, we cannot tell, since no figures by group are here:" in page
    own = r"issued within 20 weeks: .*? [\d.]+% in \d{4}, \w+ .*?England \([\d.]+%\)"
    assert re.search(own, page)


def test_history_keeps_each_plan_in_its_own_shape(site):
    page = shown(site.get("/plan/history/"))
    assert "Four objectives, three pillars, one foundation" in page
    assert "Three aims, one system aim and five focus groups." in page
    assert "Between 2018 and 2024: nothing about these years is kept here." in page
    assert "overseeing three successful Children and Young People's Partnership Plans" in page


def test_the_earlier_plan_has_its_own_page(site):
    page = shown(site.get("/plan/partnership-plan-2015-18/"))
    assert "What was agreed for 2015 to 2018?" in page
    assert "Children in care and care leavers “Looked After Children […] and care-leavers”" in page
    assert "“The Online Pupil Survey of 23,000 children”" in page
    assert "“The Plan is linked to the strategy of the Health & Wellbeing Board.”" in page
    assert "“It will be reviewed each year to meet new challenges.”" in page
    assert "Objectives" not in page


def test_the_comparison_shows_every_item_of_both_plans(site):
    page = shown(site.get("/plan/compare/"))
    for words in ("Carried forward 1 1", "Changed 7 5", "Ended 0 0", "New 0 7", "Cannot tell 6 0"):
        assert words in page
    assert "Illustrative The plans do not say what became of what." in page
    assert page.count("Plan before") == page.count("Plan now")
    assert "SW-2" not in page


def test_the_choice_of_area_is_carried_along_and_its_figures_are_shown(site):
    for address in ("/plan/", "/plan/objectives/equity/", "/plan/priorities/BW-1/"):
        answer = site.get(address, {"area": "E10000016"})
        inside = re.findall(r'href="(/plan/[^"]*)"', read(answer))
        assert inside
        assert all("area=E10000016" in href for href in inside)
        assert "The figures are for Kent." in shown(answer)
    assert "Kent" in rows(site.get("/plan/priorities/BW-1/?area=E10000016"))[0].labels[0]


def test_an_area_that_is_none_is_named(site):
    assert "No area is called “Atlantis”" in shown(site.get("/plan/?area=Atlantis"))


@pytest.mark.parametrize("area", list_authorities()[::13], ids=lambda area: area.name)
def test_every_authority_can_be_read_beside_the_plan(site, area):
    for address in ("/plan/", "/plan/objectives/inclusion/", "/plan/priorities/GW-3/"):
        answer = site.get(address, {"area": area.code})
        assert answer.status_code == 200
        assert "None" not in shown(answer)


@pytest.mark.parametrize(
    "address",
    [
        "/plan/objectives/nowhere/",
        "/plan/objectives/SW-2/",
        "/plan/pillars/SW-2/",
        "/plan/pillars/equity/",
        "/plan/priorities/starting-well/",
        "/plan/priorities/SW-99/",
        "/plan/priorities/../../etc/passwd/",
        "/plan/priorities/%2e%2e%2fplan.toml/",
        "/plan/priorities/%00/",
        "/plan/priorities/<script>alert(1)</script>/",
        "/plan/priorities/' OR 1=1 --/",
        "/plan/priorities/" + "A" * 5000 + "/",
        "/plan/partnership-plan-1999-02/",
        "/plan/definitions/",
        "/plan/pillars/%F0%9F%92%A5/",
    ],
)
def test_a_hostile_or_mistyped_id_gets_the_sites_kind_page(site, address):
    answer = site.get(address)
    assert answer.status_code == 404
    assert "There is no page here" in text(answer)
    assert "<script>" not in read(answer)


def test_an_id_in_small_letters_leads_to_its_page(site):
    answer = site.get("/plan/priorities/sw-2/?area=E10000016")
    assert (answer.status_code, answer["Location"]) == (301, "/plan/priorities/SW-2/?area=E10000016")
    assert site.get("/plan/objectives/Equity/")["Location"] == "/plan/objectives/equity/"
    assert site.get("/plan/one-plan-2024-30/")["Location"] == "/plan/"


def test_without_statistics_the_plan_is_still_there(empty_home, client):
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code == 200
    assert "For whom, we cannot tell" in shown(client.get("/plan/"))
    assert "For whom, we cannot tell" in shown(client.get("/plan/priorities/SW-2/"))


def test_a_partnership_without_a_plan_says_so_kindly(own_home, client):
    write_choices(own_home / FILE_NAME, area=find_authority("Leeds"))
    for address in ("/plan/", "/plan/history/", "/plan/compare/"):
        page = shown(client.get(address))
        assert "No plan of the Leeds children's partnership is kept here yet." in page
        assert "What will be here" in page
        assert "Equity" not in page
    for address in [*ITEMS, "/plan/partnership-plan-2015-18/"]:
        assert client.get(address).status_code == 404


def test_a_plan_of_another_shape_has_its_pages_at_once(own_home, client):
    own_plan(own_home, small_plan())
    page = shown(client.get("/plan/"))
    assert "A small plan, 2027 to 2030 · a draft" in page
    assert "One objective, one hope, one goal, one step and one task." in page
    assert "H-1.1.1: Print cards" in page
    assert "Which task serves which objective, and where" in page
    assert "Illustrative" not in page
    deepest = client.get("/plan/priorities/H-1.1.1/")
    assert "Task H-1.1.1 · To be heard, every age · Ask · Ask in school · serves Fairness" in shown(deepest)
    assert client.get("/plan/pillars/H/").status_code == 200
    assert "Nobody has compared the plans yet." in shown(client.get("/plan/compare/"))
    assert client.get("/plan/history/").status_code == 200


def test_a_changed_plan_is_seen_at_the_next_request(own_home, client):
    own_plan(own_home, small_plan())
    assert "A small plan" in shown(client.get("/plan/"))
    change_file(own_home / "plans" / SMALL["id"], "plan.toml", old="A small plan", new="A bigger plan")
    assert "A bigger plan" in shown(client.get("/plan/"))


def test_words_in_a_plan_are_words_and_nothing_else(own_home, client):
    hostile = '<img src=x onerror=alert(1)> {{ site }} & "quotes"'
    themes = [{**SMALL["themes"][0], "name": hostile, "text": hostile, "question": f"{hostile}?"}]
    own_plan(own_home, small_plan(themes=themes, activities=[], title=hostile))
    for address in ("/plan/", "/plan/pillars/H/", "/plan/history/"):
        page = read(client.get(address))
        assert "<img" not in page
        assert "&lt;img src=x onerror=alert(1)&gt; {{ site }}" in page


def test_a_plan_that_cannot_be_read_is_not_shown_by_halves(own_home, client):
    own_plan(own_home, small_plan())
    change_file(own_home / "plans" / SMALL["id"], "themes.toml", old='parent = "H"', new='parent = "Z"')
    for address in ("/plan/", "/plan/history/", "/plan/compare/"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "small-plan-2027-30/themes.toml, H-1, parent: there is no “Z” in this plan." in shown(answer)
        assert str(own_home) not in read(answer)
    assert client.get("/plan/pillars/H/").status_code == 404


def test_a_page_that_shows_the_plan_beside_other_things_does_without_one_that_cannot_be_read(own_home):
    assert find_plan_in_force().id == "one-plan-2024-30"
    own_plan(own_home, small_plan())
    assert find_plan_in_force() == small_plan()
    change_file(own_home / "plans" / SMALL["id"], "themes.toml", old='parent = "H"', new='parent = "Z"')
    assert find_plan_in_force() is None


def test_a_plan_that_is_not_there_is_named(own_home, client):
    write_choices(own_home / FILE_NAME, area=find_authority("Leeds"))
    change_file(own_home, FILE_NAME, old="plans = []", new='plans = ["our-plan"]')
    answer = client.get("/plan/")
    assert answer.status_code == 503
    assert "There is no plan “our-plan”." in shown(answer)
