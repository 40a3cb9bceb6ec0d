"""Fifty partners write at once through the real server: nothing is lost, and no database is “locked”."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import pytest

from web.told import Told

PARTNERS = 50
TIMES = 4
MAKE = f"""
from web.partners import client_of, make_account
for n in range({PARTNERS}):
    client = client_of(make_account("manager", organisation=f"partner-{{n}}"))
    print(";".join(f"{{name}}={{cookie.value}}" for name, cookie in client.cookies.items()))
"""
LOOK = """
from oneplan.web.people.models import Event, LogHead, Organisation
from oneplan.web.people.trail import find_breaks
"""
HIDDEN = r'name="{}" value="([^"]*)"'


class Partner:
    """One person at one browser, signed in."""

    def __init__(self, port, cookies):
        self.port = port
        self.cookies = cookies

    def ask(self, method, address, body=None):
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        headers["Origin"] = f"http://127.0.0.1:{self.port}"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, address, body=body, headers=headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        given = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie", [])]
        fresh = [line for line in given if line.startswith("csrftoken=")]
        kept = [
            part for part in self.cookies.split(";") if not (fresh and part.strip().startswith("csrftoken="))
        ]
        self.cookies = "; ".join([*(part.strip() for part in kept), *fresh])
        return answer.status, page

    def rename(self, key, name):
        """Open the form of an organisation, change its name and send it; the status, and the page."""
        address = f"/partners/organisations/{key}/change/"
        status, page = self.ask("GET", address)
        assert status == 200, page[:500]
        hidden = {what: re.search(HIDDEN.format(what), page)[1] for what in ("csrfmiddlewaretoken", "seen")}
        return self.ask(
            "POST", address, urlencode({**hidden, "name": name, "sector": "other", "website": ""})
        )


@pytest.fixture
def told(own_database):
    told = Told(own_database)
    yield told
    told.stop()


@pytest.fixture
def partners(own_database, told):
    """Everybody, signed in at a real server; what the server wrote in its own log is looked at in the end."""
    cookies = told(MAKE)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "oneplan.web.commands", "127.0.0.1", str(port)],
        env={**os.environ, **own_database},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout.readline().startswith("The site is at")
        yield [Partner(port, one) for one in cookies]
    finally:
        server.terminate()
        _, said = server.communicate(timeout=60)
    assert "Error" not in said
    assert "locked" not in said


def breaks(told):
    return told(
        LOOK + "print(*find_breaks(Event.objects.order_by('number').iterator(), head=LogHead.objects.get()))"
    )


def test_what_fifty_partners_write_at_once_is_all_there_and_all_in_the_log(partners, told):
    def write(number):
        return [
            partners[number].rename(f"partner-{number}", f"Name {number}, time {n}") for n in range(TIMES)
        ]

    began = time.monotonic()
    with ThreadPoolExecutor(PARTNERS) as everybody:
        answers = [answer for each in everybody.map(write, range(PARTNERS)) for answer in each]
    took = time.monotonic() - began
    assert [page[:300] for status, page in answers if status != 302] == []

    names = told(
        LOOK
        + "print(*(name.replace(' ', '_') for name in Organisation.objects.values_list('name', flat=True)))"
    )
    assert sorted(names) == sorted(f"Name_{n},_time_{TIMES - 1}" for n in range(PARTNERS))
    assert told(LOOK + "print(Event.objects.filter(act='organisation.change').count())") == [
        str(PARTNERS * TIMES)
    ]
    assert breaks(told) == []
    print(f"{PARTNERS * TIMES} changes in {took:.1f} s")


def test_of_partners_who_change_one_entry_each_either_does_or_hears_why_not(partners, told):
    def write(number):
        return partners[number].rename("partner-0", f"Said by {number}")

    with ThreadPoolExecutor(PARTNERS) as everybody:
        answers = list(everybody.map(write, range(PARTNERS)))
    done = [number for number, (status, _) in enumerate(answers) if status == 302]
    refused = [page for status, page in answers if status == 200]
    assert len(done) + len(refused) == PARTNERS
    assert done
    assert all("Somebody else changed this while you were writing" in page for page in refused)
    (name,) = told(LOOK + "print(Organisation.objects.get(key='partner-0').name.replace(' ', '_'))")
    assert name in {f"Said_by_{number}" for number in done}
    assert told(LOOK + "print(Event.objects.filter(act='organisation.change').count())") == [str(len(done))]
    assert breaks(told) == []
