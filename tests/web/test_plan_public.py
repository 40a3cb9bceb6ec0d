"""What everybody reads of a plan that says who does what: priorities, activities, partners, the thread."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oneplan.plan.lineage import replace_priorities
from oneplan.web.design.build import READING, STYLESHEET
from oneplan.web.plan.writing import actions
from oneplan.words.reading import reading_age
from web.plans import BY, brought_into_force, draft_of, in_force, kept, plan_of
from web.reading import Elements, linked, read, sayings, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
INVENTED = "invented-plan-2027-31"
ENTRIES = ("V-1", "V-2", "V-3", "V-4", "TL-3.i", "BE-1.j", "TL-3.1.m", "M-1", "D-1", "board", "wellbeing")
PAGES = [
    "/plan/",
    "/plan/priorities/TL-3/",
    "/plan/priorities/BE-1/",
    "/plan/priorities/BE-2/",
    "/plan/pillars/learn/",
    "/plan/objectives/fair/",
    "/plan/activities/TL-3.1/",
    "/plan/activities/BE-1.1/",
    "/plan/organisations/council/",
    "/plan/organisations/playbus/",
    *(f"/plan/entries/{one}/" for one in (*ENTRIES, "survey", "rights", "TL-1")),
    "/plan/thread/",
    "/plan/young-people/",
    "/plan/history/",
]


@pytest.fixture
def invented(site):
    in_force(INVENTED)
    return site


def shown(answer):
    assert answer.status_code == 200
    return text_of(read(answer).partition("<main")[2].partition("</main>")[0])


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_asks_a_question_and_is_small(invented, address):
    answer = invented.get(address)
    elements = Elements(read(answer))
    assert elements.open == []
    assert re.search(r"<h1>[^<]+\?</h1>", read(answer))
    assert "None" not in shown(answer)
    assert len(answer.content) + STYLESHEET.stat().st_size + READING.stat().st_size <= 120_000
    ids = [attrs["id"] for _, attrs in elements.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert not [attrs for tag, attrs in elements.found if tag in ("script", "style") or "style" in attrs]


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(invented, address, lead_somewhere):
    for page in linked(invented.get(address)) - lead_somewhere:
        assert invented.get(page, follow=True).status_code == 200, page
        lead_somewhere.add(page)


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/plan/history/"])
def test_a_page_can_be_read_at_eleven(invented, address):
    assert reading_age(sayings(read(invented.get(address)))) <= 11


def test_a_priority_says_for_whom_what_was_heard_who_does_what_and_what_will_show_it(invented):
    page = shown(invented.get("/plan/priorities/TL-3/"))
    for words in (
        "In short: Every child gets a good start at school.",
        "Above all for Children on free school meals",
        "Led by The good start group",
        "“We did not know that he should talk by now.”",
        "Parents of two-year-olds, 14 said it. Visits to toddler groups, 5 October 2026",
        "We will: A talking check for every child at two, from April 2027. They were told on 1 February 2027",
        "They have not been told yet.",
        "A talking check for every child at two TL-3.1",
        "The health visitors with The nurseries together, The council Head of early years 31 March 2028",
        "1 of 2 done next: It is offered everywhere, by 31 January 2028",
        "Children on free school meals 49.0% (from 42.1 to 55.9), 2025/26 England: 51.5% nothing newer yet",
        "nothing newer yet 60.0% in 2028, by 30 November 2028",
        "All children 68.4%, 2025/26",
        "Health and wellbeing strategy The health and wellbeing board and 2025 to 2030",
        "TL-1: Talking at two and TL-2: Playing at three were merged into TL-3",
        "Families told us that it is one thing to them.",
    ):
        assert words in page, words
    assert "Children on free school meals: " in page


def test_the_plan_lists_its_documents_and_who_promised_something(invented):
    page = read(invented.get("/plan/"))
    assert "How the board works" in page
    assert "papers/arrangements.pdf" not in page
    assert 'href="/plan/organisations/playbus/"' in page


def test_what_a_priority_lacks_is_said_plainly(invented):
    page = shown(invented.get("/plan/priorities/BE-2/"))
    assert "What we heard: no message leads here yet." in page
    assert "Nothing is done for it yet." in page
    assert "No indicator yet." in page
    assert "No baseline is agreed. No target is agreed. Nobody has reported." in page
    assert "No principle is named yet" in page


def test_a_target_of_nought_is_a_target(invented):
    assert "7, 2026 nothing yet nothing newer yet 0 in 2029" in shown(invented.get("/plan/priorities/BE-1/"))


def test_a_figure_that_is_missing_says_why(invented):
    assert "Fewer than ten were asked, 2026" in shown(invented.get("/plan/priorities/BE-1/"))


@pytest.mark.parametrize("address", [page for page in PAGES if page.count("/") > 3])
def test_the_thread_stands_on_every_page_of_an_entry(invented, address):
    page = read(invented.get(address))
    thread = page[page.index('<ol class="op-thread">') :]
    assert len(re.findall(r"<h3>", thread.partition("</section>")[0])) == 10


def test_the_thread_leads_both_ways_and_says_where_it_breaks(invented):
    heard = shown(invented.get("/plan/entries/V-1/"))
    assert "What was heard (you are here) Nobody told us about first words" in heard
    assert "Who was told (you are here) Nobody told us about first words 1 February 2027" in heard
    told = shown(invented.get("/plan/activities/TL-3.1/"))
    assert "What is done (you are here) A talking check" in told
    assert "What was heard Nobody told us about first words" in told
    broken = shown(invented.get("/plan/priorities/BE-1/"))
    assert "Where it was discussed ✕ No meeting decided about it" in broken
    assert re.search(r"It breaks at \d of 10 steps\.", broken)


def test_what_nothing_keeps_yet_is_a_break(site):
    page = shown(site.get("/plan/priorities/SW-2/"))
    assert "What was heard ✕ Not kept yet" in page
    assert "It breaks at 8 of 10 steps." in page
    breaks = shown(site.get("/plan/thread/"))
    assert "What is not kept here yet counts as a break." in breaks
    assert "SW-2: Ready for school, whatever a family earns" in breaks


def test_an_activity_says_how_by_whom_by_when_and_what_came_of_it(invented):
    page = shown(invented.get("/plan/activities/TL-3.1/"))
    for words in (
        "At home or in nursery, by health visitors.",
        "From 1 April 2027 until 31 March 2028",
        "Two posts, from the public health grant",
        "✓ Done on 12 June 2027, due 30 June 2027. Shown by: Paper 4 of the board.",
        "Not done yet , due 31 January 2028.",
        "What is different for children: 212 children were checked by the end of June.",
        "They rate it themselves: done.",
        "Checks done by six weeks after the second birthday",
    ):
        assert words in page, words
    assert "Who answers for it nobody yet" in shown(invented.get("/plan/activities/BE-1.1/"))
    assert "No report yet." in shown(invented.get("/plan/activities/BE-1.1/"))


def test_an_organisation_is_shown_with_what_it_promised(invented):
    page = shown(invented.get("/plan/organisations/council/"))
    assert "What did the council promise?" in page
    assert "It leads 1 thing that is done, and takes part in 1 more." in page
    assert "Nobody answers for 1 of those that it leads. Nothing has been reported of 1." in page
    assert "Promote listening in schools" in page


def test_a_name_of_a_person_in_the_files_stands_on_no_page(invented):
    for address in PAGES:
        assert not re.search(r"\b[ABC]\. Person\b", read(invented.get(address))), address


def test_a_retired_priority_leads_to_what_it_became(invented):
    page = shown(invented.get("/plan/entries/TL-1/"))
    assert "Talking at two: what became of it?" in page
    assert "It lives on in A good start, whatever a family earns" in page


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/plan/entries/tl-3/", "/plan/priorities/TL-3/"),
        ("/plan/entries/TL-3.1/", "/plan/activities/TL-3.1/"),
        ("/plan/entries/TL-3.1.a/", "/plan/activities/TL-3.1/"),
        ("/plan/activities/tl-3.1/", "/plan/activities/TL-3.1/"),
        ("/plan/organisations/Council/", "/plan/organisations/council/"),
        ("/plan/entries/fair/", "/plan/objectives/fair/"),
    ],
)
def test_an_id_leads_to_its_own_page_however_it_is_written(invented, asked, leads):
    answer = invented.get(asked)
    assert (answer.status_code, answer["Location"]) == (301, leads)


@pytest.mark.parametrize("room", ["activities", "organisations", "entries", "editions"])
@pytest.mark.parametrize("id_", ["nowhere", "<script>", "%00", "chair", "A" * 3000, "..%2f..%2fetc"])
def test_a_hostile_or_unknown_id_gets_the_kind_page(invented, room, id_):
    answer = invented.get(f"/plan/{room}/{id_}/")
    assert answer.status_code == 404
    assert "<script>" not in read(answer)


def test_the_files_hold_what_the_pages_show(invented):
    activities = list(csv.DictReader(io.StringIO(read(invented.get("/plan/activities.csv")))))
    assert [one["id"] for one in activities] == ["TL-3.1", "TL-3.2", "BE-1.1"]
    assert activities[2]["owner"] == "nobody yet"
    figures = list(csv.DictReader(io.StringIO(read(invented.get("/plan/indicators.csv")))))
    assert {one["target"] for one in figures if one["id"] == "BE-1.j"} == {"0 in 2029", "not agreed yet"}
    own = list(csv.DictReader(io.StringIO(read(invented.get("/plan/priorities/TL-3.csv")))))
    assert {one["id"] for one in own} == {"TL-3.i"}


def test_words_in_a_plan_are_words_on_every_new_page(site):
    hostile = "<img src=x onerror=alert(1)> {{ site }}"
    plan = plan_of(INVENTED)
    activities = [one.model_copy(update={"name": hostile, "how": hostile}) for one in plan.activities]
    voices = [
        one.model_copy(update={"name": hostile, "text": hostile, "who": hostile}) for one in plan.voices
    ]
    themes = [one.model_copy(update={"for_young_people": hostile}) for one in plan.themes]
    brought_into_force(kept(plan.changed(activities=activities, voices=voices, themes=themes)))
    for address in PAGES:
        page = read(site.get(address))
        assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; {{ site }}" in read(site.get("/plan/young-people/"))


def test_the_young_peoples_version_says_what_is_written_and_what_is_not(invented):
    page = shown(invented.get("/plan/young-people/"))
    assert "Every child gets a good start at school." in page
    assert "Short words for this are not written yet." in page
    assert (
        "somebody of 6 reads the short words with ease. 9 parts of the plan have no short words yet." in page
    )
    assert "0800 1111" in page


def test_the_demonstrations_plan_has_short_words_for_every_part(site):
    page = shown(site.get("/plan/young-people/"))
    assert "not written yet" not in page
    assert "Illustrative" in page
    assert reading_age(sayings(read(site.get("/plan/young-people/")))) <= 9
    assert 'href="/plan/young-people/"' in read(site.get("/plan/"))


def test_an_edition_that_was_in_force_is_kept_and_held_beside_the_one_now(site):
    first = in_force("one-plan-2024-30")
    draft = actions.start_draft(by=BY, edition=first)
    before = plan_of("one-plan-2024-30")
    words = before.find_theme("SW-1").model_dump(mode="json", exclude_defaults=True)
    new = {**words, "text": "Help near home, for every new family."}
    actions.change_entry(by=BY, edition=draft, part="themes", key="SW-1", content=new, stood=words)
    draft.refresh_from_db()
    actions.end_entry(by=BY, edition=draft, part="themes", key="LW-2", reason="It is done.")
    draft.refresh_from_db()
    activity = {"id": "SW-1.1", "name": "A visit to every new family", "serves": ["SW-1"]}
    actions.add_entry(by=BY, edition=draft, part="activities", content=activity)
    brought_into_force(draft)
    history = read(site.get("/plan/history/"))
    assert f'href="/plan/editions/{first.pk}/"' in history
    assert "What was agreed for 2024 to 2030?" in shown(site.get(f"/plan/editions/{first.pk}/"))
    page = shown(site.get(f"/plan/editions/{first.pk}/compare/"))
    assert "Changed: 1 , Ended: 1 , New: 1 , Carried forward: " in page
    assert "In words: was A friendly face close to home" in page
    assert "LW-2: Places where everyone belongs priority It is done." in page
    assert "SW-1.1: A visit to every new family activity" in page
    assert site.get(f"/plan/editions/{draft.pk}/").status_code == 404
    assert site.get(f"/plan/editions/{draft.pk}/compare/").status_code == 404


def test_a_merged_priority_is_a_change_that_leads_on(site):
    first = in_force("one-plan-2024-30")
    plan = plan_of("one-plan-2024-30")
    made = plan.find_theme("BW-1").model_copy(update={"id": "BW-4", "name": "Choices at 16"})
    merged = replace_priorities(plan, ["BW-1", "BW-2"], now=[made], reason="They are one.")
    brought_into_force(kept(merged.changed(stage="draft", agreed=None)))
    page = shown(site.get(f"/plan/editions/{first.pk}/compare/"))
    assert "BW-1: As many choices at 16 priority It lives on in BW-4 . They are one." in page
    assert "New: 1" in page


def test_an_activity_of_another_plan_stands_in_both(invented):
    shared = {
        "id": "SW-2.1",
        "name": "A story bag for every baby",
        "serves": ["SW-2"],
        "also_in": [{"plan": INVENTED, "serves": ["TL-3"]}],
        "lead": "The libraries",
    }
    report = {"id": "U-9", "about": "SW-2.1", "on": "2027-09-01", "changed": "Babies hear stories."}
    brought_into_force(kept(plan_of("one-plan-2024-30").changed(activities=[shared], updates=[report])))
    assert "Another plan beside it: One Plan for children and young people" in shown(invented.get("/plan/"))
    page = shown(invented.get("/plan/priorities/TL-3/"))
    assert "A story bag for every baby SW-2.1 · from One Plan for children and young people" in page
    page = shown(invented.get("/plan/activities/SW-2.1/"))
    assert "Babies hear stories." in page
    assert "Who leads it The libraries" in page


@pytest.mark.parametrize("address", [*PAGES, "/children/groups/care/"])
def test_a_page_asks_the_database_two_questions_at_most(invented, address):
    invented.get(address)
    with CaptureQueriesContext(connection) as asked:
        invented.get(address)
    assert len(asked) <= 2, [one["sql"] for one in asked]


def test_a_draft_is_read_by_nobody(site):
    draft_of(INVENTED)
    assert site.get("/plan/priorities/TL-3/").status_code == 404
    assert site.get("/plan/activities/TL-3.1/").status_code == 404
