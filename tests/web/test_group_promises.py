"""What was promised to a group of children and what they said, or that nothing was, on its page."""

import pytest

from oneplan.definitions.groups import list_focus
from oneplan.web.design.build import READING, STYLESHEET
from web.plans import brought_into_force, in_force, kept, plan_of
from web.reading import read, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
INVENTED = "invented-plan-2027-31"


def shown(answer):
    assert answer.status_code == 200
    return text_of(read(answer).partition("<main")[2].partition("</main>")[0])


@pytest.mark.parametrize("focus", list_focus(), ids=lambda focus: focus.id)
def test_each_focus_group_of_the_earlier_plan_says_what_is_promised_now_and_was_named_then(site, focus):
    page = shown(site.get(f"/children/groups/{focus.id}/"))
    assert "What was promised" in page
    assert "Named in Children and Young People’s Partnership Plan, 2015 to 2018 : “" in page
    assert ("One Plan for children and young people names" in page) != ("No part of the plan names" in page)


def test_a_priority_with_an_indicator_about_them_is_a_commitment(site):
    page = shown(site.get("/children/groups/care/"))
    assert "BW-3: Young people in care do well" in page
    assert "Not written yet. When what partners do is kept here" in page


def test_what_is_done_for_them_what_will_show_it_and_what_they_said_stand_there(site):
    in_force(INVENTED)
    page = shown(site.get("/children/groups/poverty/"))
    for words in (
        "TL-3: A good start, whatever a family earns",
        "A talking check for every child at two",
        "60.0% in 2028, by 30 November 2028",
        "“We did not know that he should talk by now.”",
        "We will: A talking check",
    ):
        assert words in page, words


def test_a_plan_that_looks_at_them_and_promises_nothing_says_so(site):
    in_force(INVENTED)
    page = shown(site.get("/children/groups/care/"))
    assert "Nothing is promised to them yet. The plan looks at their figures apart, below." in page
    assert "Fewer than ten were asked, 2026" in page
    assert "“A grown-up who has time”" in page
    assert "Nothing that was heard is from children in youth" not in page


def test_a_group_that_only_the_plan_names_has_a_page_that_says_no_figure_is_about_it(site):
    assert site.get("/children/groups/young-carers/").status_code == 404
    plan = plan_of(INVENTED)
    activities = [
        one.model_copy(update={"groups": ("young-carers",)}) if one.id == "TL-3.2" else one
        for one in plan.activities
    ]
    brought_into_force(kept(plan.changed(activities=activities)))
    answer = site.get("/children/groups/young-carers/")
    page = shown(answer)
    assert "What do we know about young carers?" in page
    assert "No published figure sets young carers in" in page
    assert "names young carers in what is done:" in page
    assert "The play bus in ten villages" in page
    assert 'href="/children/groups/young-carers/"' in read(site.get("/children/groups/"))
    assert 'href="/children/groups/young-carers/"' in read(site.get("/plan/activities/TL-3.2/"))
    assert site.get("/children/groups/nobody-named-these/").status_code == 404


def test_without_a_plan_nothing_is_claimed(own_home, client):
    from oneplan.choices import FILE_NAME, write_choices
    from oneplan.words.area import find_authority

    write_choices(own_home / FILE_NAME, area=find_authority("Leeds"))
    page = shown(client.get("/children/groups/care/"))
    assert (
        "No plan is kept here yet. What is promised to children in care and care leavers will stand" in page
    )


def test_a_group_named_by_everything_keeps_its_page_small(site):
    from web.large_plan import make_large_plan

    plan = make_large_plan()
    parts = {
        part: [one.model_copy(update={"groups": ("care",)}) for one in getattr(plan, part)]
        for part in ("themes", "activities", "indicators", "voices")
    }
    brought_into_force(kept(plan.changed(**parts)))
    answer = site.get("/children/groups/care/")
    assert "And 580 more, in the file." in shown(answer)
    assert len(answer.content) + STYLESHEET.stat().st_size + READING.stat().st_size <= 120_000
