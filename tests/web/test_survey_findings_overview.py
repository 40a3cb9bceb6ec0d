"""The page of findings is easy to look over: its parts, then three findings a topic; the rest opens."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from oneplan.publish.survey.everybody import A_TOPIC
from oneplan.web.people.actors import actor_of
from oneplan.web.publish.models import Publication, Stage
from oneplan.web.publish.survey.publishing import actions
from oneplan.web.publish.tasks import make_survey_reports
from web import closed_waves
from web.partners import make_account
from web.reading import Elements, read, text, text_of
from web.test_survey_reports_pages import NoWork


@pytest.fixture
def where(empty_home):
    wave = closed_waves.close_made_up()
    make_survey_reports(NoWork(), wave=wave.pk)
    asked = actions.ask_to_publish(by=actor_of(make_account("analyst", organisation="council")), wave=wave)
    by = actor_of(make_account("chair", organisation="health"))
    actions.publish(asked, by=by, fingerprint=asked.fingerprint, looked=True)
    return f"/voices/surveys/{wave.key}/"


def test_its_parts_are_listed_first_and_every_link_of_the_list_leads_to_one(where):
    page = read(Client().get(where))
    links = re.findall(r'href="#(part-\d+)">', page)
    assert len(links) > 3
    assert re.findall(r'<h2 id="(part-\d+)">', page) == links
    assert page.index("On this page") < page.index("Who answered?</h2>")
    assert page.index("Synthetic: made up") < page.index("On this page")


def test_a_topic_shows_its_first_findings_and_the_rest_opens(where):
    page = read(Client().get(where))
    folded = re.findall(r"<details.*?</details>", page, re.DOTALL)
    assert folded
    for topic in re.findall(
        r'<section class="op-section" aria-labelledby="part.*?</section>', page, re.DOTALL
    ):
        if "<details" not in topic:
            continue
        shown, rest = topic.split("<details")
        findings = re.findall(r"<li>(.*?): <b>(\d+%)</b></li>", shown)
        assert 1 <= len(findings) <= A_TOPIC
        for question, share in findings:
            assert question in rest
            assert f">{share} (" in rest
    assert "<table" not in page.replace("".join(folded), "").partition("Who answered?</h2>")[0]
    Elements(page.partition("<main")[2].partition("</main>")[0])


def test_the_page_to_print_has_everything_open_and_says_the_same(where):
    page, paper = read(Client().get(where)), read(Client().get(f"{where}print/"))
    assert f'href="{where}print/"' in page
    assert page.count("<details") == paper.count("<details")
    assert paper.count('<details class="op-figures" open>') == paper.count("<details")
    bodies = [one.partition('class="op-report"')[2].partition("May I use")[0] for one in (page, paper)]
    assert text_of(bodies[0]) == text_of(bodies[1])


def test_what_is_taken_off_is_not_there_to_print(where):
    Publication.objects.update(stage=Stage.RECALLED, reason="Counted twice.", recalled_at=timezone.now())
    answer = Client().get(f"{where}print/")
    assert answer.status_code == 410
    assert "Counted twice." in text(answer)
