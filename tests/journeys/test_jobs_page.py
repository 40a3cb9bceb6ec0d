"""Somebody watches a job in a browser, without a script: how far it is, how it ended, on any screen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from journeys.looking import look
from journeys.serving import Served
from web.told import Told

WORKER = Path(__file__).parents[1] / "web" / "made_up_jobs.py"
MAKE = """
from web.made_up_jobs import define_kinds
define_kinds()
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.models import Job
from web.partners import client_of, make_account
print(client_of(make_account("manager")).cookies["sessionid"].value)
"""


@pytest.fixture(scope="module")
def site(shared_database):
    """The site, its manager's visit, and a process that asks for jobs behind it."""
    told = Told(shared_database)
    (visit,) = told(MAKE)
    served = Served(shared_database["ONEPLAN_HOME"], **shared_database)
    yield served, visit, told
    served.stop()
    told.stop()


@pytest.fixture
def desk(site, open_page):
    """Opens a page of the workspace as the partnership's manager; `told` asks for jobs behind it."""
    site, visit, told = site

    def open_one(address, **choices):
        page = open_page("about:blank", **choices)
        page.context.add_cookies([{"name": "sessionid", "value": visit, "url": site.base}])
        page.goto(site.base + address)
        return page

    yield open_one, told
    told("Job.objects.all().delete()")


@pytest.fixture
def worker(shared_database):
    """A worker that knows the jobs of tests."""
    surroundings = {**os.environ, **shared_database, "PYTHONPATH": str(WORKER.parents[1])}
    started = []
    yield lambda: started.append(subprocess.Popen([sys.executable, str(WORKER)], env=surroundings))
    for process in started:
        process.kill()
        process.wait()


def test_the_pages_of_jobs_are_for_everybody(desk, find_barriers, width):
    open_one, told = desk
    told(
        "enqueue('made-up.refuse', only='a'); enqueue('made-up.count');"
        "Job.objects.update(state='running', progress=0.4, sentence='Reading the files.', most_tries=3);"
        "Job.objects.filter(kind='made-up.refuse').update(state='failed', sentence='No columns.')"
    )
    number = told("print(Job.objects.get(kind='made-up.count').pk)")[0]
    page = open_one("/partners/jobs/", width=width)
    assert page.inner_text("h1") == "What runs in the background?"
    assert "Reading the files." in page.inner_text("main")
    look(page, find_barriers)
    for address in (
        f"/partners/jobs/{number}/?watch=no",
        "/partners/jobs/start/",
        f"/partners/jobs/{number}/cancel/",
    ):
        page.goto(page.url.split("/partners/")[0] + address)
        look(page, find_barriers)


def test_progress_moves_without_a_script_until_the_job_has_ended(desk, worker):
    open_one, told = desk
    (number,) = told("print(enqueue('made-up.count', arguments={'steps': 24, 'rest': 0.5}).pk)")
    page = open_one(f"/partners/jobs/{number}/", java_script_enabled=False)
    assert "Waiting" in page.inner_text("main")
    worker()
    page.wait_for_selector("text=/Step \\d+ of 24/", timeout=60_000)
    page.wait_for_selector("text=Counted to 24.", timeout=90_000)
    assert page.locator("progress").count() == 0
    assert "Stop renewing it" not in page.inner_text("main")


def test_a_keyboard_alone_starts_a_job_and_cancels_it(desk):
    open_one, told = desk
    page = open_one("/partners/jobs/start/")
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/partners/jobs/?watch=yes")
    assert "The job was asked for." in page.inner_text("main")
    page.locator("main a", has_text="Bring in the newest statistics").first.focus()
    page.keyboard.press("Enter")
    page.locator("a", has_text="Cancel this job").focus()
    page.keyboard.press("Enter")
    page.locator("button", has_text="Cancel the job").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Cancelled before it began.")
    assert told("print(*Job.objects.values_list('state', flat=True))") == ["cancelled"]
