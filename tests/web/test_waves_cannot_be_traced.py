"""After a wave is closed nobody can tie a card to an answer: all that is left is searched for a thread."""

import base64
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from web.pupils import Device, Got, answers_like, read_demonstration
from web.test_backup import done, empty_place, oneplan
from web.told import Told

ADDRESS = "203.0.113.77"
OPEN = """
from oneplan.listen.waves.codes import cookie_of, session_of, ticket_of
from oneplan.web import wiring
from oneplan.web.listen import collection, running
from oneplan.web.listen.queries import find_wave
from web import waves
wave = waves.opened()
secret = (wiring.home() / "keys" / f"{wave.key}.key").read_bytes()
print(wave.key, secret.hex())
for code in collection.list_codes(waves.school_of(wave))[waves.FIRST]:
    session = session_of(secret, code)
    print(code, session.hex(), ticket_of(secret, session).hex(), cookie_of(secret, session))
"""
CLOSE = """
from oneplan.people import Actor, Holding, Role
from oneplan.web.listen import reading
wave = find_wave(KEY)
lead = Actor("County safeguarding lead", 1, (Holding(Role.SAFEGUARDING, "council"),))
for one in reading.list_unread(wave):
    reading.decide(
        by=lead, wave=wave, text=one.said.id, to="nobody", place="county", about_adult=False, why=""
    )
running.close_wave(wave, by=waves.BY, title=str(wave), sure=True)
"""
STATE = "print(find_wave(KEY).state)"


class Served:
    """Site, pupils' pages and worker, as `oneplan serve` runs them behind a web server that says who asks."""

    def __init__(self, place, *, log, temporary):
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        self.port = port + 1
        named = {"ONEPLAN_HOSTS": "survey.test", "ONEPLAN_PROXIES": "1", "TMPDIR": str(temporary)}
        words = [sys.executable, "-m", "oneplan.web.commands", "127.0.0.1", str(port)]
        words += ["--survey-port", str(self.port)]
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                words, env={**os.environ, **place, **named}, stdout=file, stderr=subprocess.STDOUT
            )

    def ask(self, *requests):
        return [self._ask(one) for one in requests]

    def _ask(self, request):
        on = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {name.decode(): value.decode() for name, value in request["headers"]}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        on.request(request["method"], request["path"], request["body"], headers)
        answer = on.getresponse()
        body = answer.read()
        pairs = [(name.lower().encode(), value.encode()) for name, value in answer.getheaders()]
        on.close()
        return Got(answer.status, pairs, body)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)


def wait_for(condition, *, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.3)
    pytest.fail("It did not come to that in time.")


def walk_through(site, code, *, chance, most):
    """A pupil answers so many questions, and ends where none is left."""
    asked = read_demonstration()
    device = Device(site, x_forwarded_for=ADDRESS)
    page = device.begin(code)
    number = 0
    while device.at.startswith("/survey/q/") and number < most:
        fields, _ = answers_like(asked, asked.by_id[device.at.split("/")[3]], chance=chance)
        page, number = device.answer(page, **fields), number + 1
    if number < most:
        device.follow(device.post("/survey/check/", {"do": "finish"}))
    return number


def shapes_of(secret):
    """A secret as it could stand somewhere: its bytes, and the ways in which people write bytes."""
    made = {secret, secret.hex().encode(), secret.hex().upper().encode(), repr(secret)[2:-1].encode()}
    for write in (base64.b64encode, base64.urlsafe_b64encode):
        # A text around it shifts the letters; what lies within is the same for one of three beginnings.
        made |= {write(b"\0" * shift + secret)[4:-4] for shift in range(3)}
    return made


def shapes_of_code(code):
    halves = (code[:4], code[4:])
    return {mark.join(halves).encode() for mark in ("", " ", "-")} | {code.lower().encode()}


def everything_in(*folders):
    """Every file below these folders, and what is in it."""
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()


def rows_of_a_server(place):
    """Every row of every table of every schema, where the database is a server's."""
    if "DATABASE_URL" not in place:
        return
    import psycopg

    with psycopg.connect(place["DATABASE_URL"]) as on:
        tables = on.execute(
            "SELECT schemaname, tablename FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            rows = on.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall()
            yield f"{schema}.{table}", repr(rows).encode()


def files_of_a_server(place):
    """Every file of the server itself, where there is one: tables, its log of changes, what it sorted.

    Text that is kept compressed would not be found; keys and ids are bytes, which are kept as they are.
    """
    if "DATABASE_URL" not in place:
        return
    import psycopg

    with psycopg.connect(place["DATABASE_URL"], autocommit=True) as on:
        data = Path(on.execute("SHOW data_directory").fetchone()[0])
        on.execute("CHECKPOINT")
    if not os.access(data, os.R_OK | os.X_OK):
        pytest.skip(f"The files of the server cannot be read by whoever runs this: {data}")
    yield from everything_in(data, data.parent / "log")


def found(things, secrets):
    return [(where, one[:40]) for where, content in things for one in secrets if one in content]


@pytest.fixture(scope="module")
def story(shared_database, tmp_path_factory):
    """A wave from its opening to its close, with a backup in the middle: its secrets, and what is left."""
    temporary = tmp_path_factory.mktemp("temporary")
    log = tmp_path_factory.mktemp("log") / "serve.txt"
    told = Told({**shared_database, "TMPDIR": str(temporary)})
    key, secret, *cards = told(OPEN)
    cards = [cards[at : at + 4] for at in range(0, len(cards), 4)]
    site = Served(shared_database, log=log, temporary=temporary)
    try:
        wait_for(lambda: "survey" in site.ask(Device(site).request("/survey/"))[0].text)
        chance = random.Random(3)
        ended = walk_through(site, cards[0][0], chance=chance, most=500)
        walk_through(site, cards[1][0], chance=chance, most=500)
        assert walk_through(site, cards[2][0], chance=chance, most=9) == 9 < ended
        backup = tmp_path_factory.mktemp("backup") / "mid-wave.zip"
        done(oneplan("backup", "--to", backup, **shared_database, TMPDIR=str(temporary)))
        ids = {shape for _, *those in cards for one in those for shape in shapes_of(bytes.fromhex(one))}
        if "DATABASE_URL" in shared_database:
            assert found(files_of_a_server(shared_database), ids), "before the close this search finds them"
        told(CLOSE.replace("KEY", repr(key)))
        wait_for(lambda: told(STATE.replace("KEY", repr(key))) == ["closed"])
    finally:
        site.stop()
        told.stop()
    return {
        "place": shared_database,
        "wave": key,
        "key": shapes_of(bytes.fromhex(secret)),
        "codes": {shape for code, *_ in cards for shape in shapes_of_code(code)},
        "ids": ids,
        "backup": backup,
        "left": [
            *everything_in(shared_database["ONEPLAN_HOME"], temporary, log.parent),
            *rows_of_a_server(shared_database),
        ],
        # Read before any test restores the backup on the same server.
        "files": [*files_of_a_server(shared_database)],
        "log": log,
    }


def test_nothing_that_is_left_ties_a_card_to_an_answer(story, tmp_path):
    left = [*story["left"], *story["files"]]
    names = [where for where, _ in left]
    assert not [name for name in names if re.search(r"answers\.sqlite3|/keys/", name)]
    assert [name for name in names if name.endswith("closed.parquet")]
    assert story["log"].stat().st_size
    secrets = story["key"] | story["codes"] | story["ids"]
    assert found(left, secrets) == []
    frame = pl.read_parquet(next(name for name in names if name.endswith("closed.parquet")))
    assert frame.height == 3
    assert sorted(frame["pupil"]) == [1, 2, 3]

    with empty_place(tmp_path, story["place"]) as (words, there):
        done(oneplan("restore", story["backup"], *words))
        kept = [*everything_in(there["ONEPLAN_HOME"]), *rows_of_a_server({**story["place"], **there})]
        assert found(kept, story["ids"]), "the backup holds answers, so this search could have found one"
        assert found(kept, story["key"] | story["codes"]) == []
        assert not (Path(there["ONEPLAN_HOME"]) / "keys").exists()


def test_no_address_and_no_time_stands_beside_an_answer(story, tmp_path):
    home = Path(story["place"]["ONEPLAN_HOME"])
    assert found(story["left"], {ADDRESS.encode()}) == []
    frame = pl.read_parquet(home / "listening" / story["wave"] / "closed.parquet")
    assert not [name for name, kind in frame.schema.items() if kind.is_temporal()]
    with empty_place(tmp_path, story["place"]) as (words, there):
        done(oneplan("restore", story["backup"], *words))
        kept = [*everything_in(there["ONEPLAN_HOME"]), *rows_of_a_server({**story["place"], **there})]
        assert found(kept, {ADDRESS.encode()}) == []
    import zipfile

    with zipfile.ZipFile(story["backup"]) as archive:
        lines = [json.loads(one) for one in archive.read(f"waves/{story['wave']}.jsonl").splitlines()]
    widths = {line[0]: len(line) - 1 for line in lines}
    assert widths == {"answers": 4, "sessions": 6, "tickets": 5, "groups": 4, "taking": 2}
    said = " ".join(str(value) for line in lines for value in line[1:])
    assert not re.search(r"\b20\d\d-\d\d-\d\d|\b\d\d:\d\d|\b1[6-9]\d{8}\b", said)
    order = [line[1]["bytes"] for line in lines if line[0] == "sessions"]
    assert order == sorted(order), "rows in the order of arrival would tell who was first"
