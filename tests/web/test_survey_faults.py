"""Whatever breaks while pupils answer: every answer that was acknowledged is kept, and none of them twice."""

import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest

import postgres
from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.way import codes_of
from oneplan.listen.waves.codes import session_of
from oneplan.listen.waves.keys import read_key
from oneplan.listen.waves.places import answers_file
from web.pupils import PRIMARY, SECONDARY, open_wave, read_demonstration

SERVE = "from oneplan.web.listen.collecting.serving import run; run('127.0.0.1', port={port})"
JUMPING = "import time; real = time.time; time.time = lambda: real() + 3e8 * (-1) ** int(2 * real()); "
ASKED = read_demonstration()


class Server:
    """The pupils' pages in a process that can be killed and started again on the same port."""

    def __init__(self, home, *, database="", before=""):
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        self.command = [sys.executable, "-c", before + SERVE.format(port=self.port)]
        self.surroundings = {**os.environ, "ONEPLAN_HOME": str(home), "DATABASE_URL": database}
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.surroundings, stdout=subprocess.PIPE)
        assert b"The survey is at" in self.process.stdout.readline()

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        self.process.wait(timeout=60)
        self.process.stdout.close()


class Pupil(threading.Thread):
    """Answers the questions on the way, sends again what was not acknowledged, and everything twice."""

    def __init__(self, server, code):
        super().__init__(daemon=True)
        self.server, self.code, self.cookie = server, code, ""
        self.acknowledged, self.troubles, self.strange = {}, 0, []
        self.stopping = threading.Event()

    def ask(self, path, fields=None):
        """Ask until there is an answer that is no “please wait”."""
        while not self.stopping.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
            try:
                headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
                body = urlencode(fields) if fields else None
                connection.request("POST" if fields else "GET", path, body=body, headers=headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 503:
                    self.cookie = (answer.getheader("set-cookie") or self.cookie).partition(";")[0]
                    return answer.status, answer.getheader("location", "")
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            self.troubles += 1
            self.stopping.wait(0.05)
        return 0, ""

    def run(self):
        self.ask("/survey/", {"code": self.code})
        _, at = self.ask("/survey/about/", {"do": "start"})
        while at.startswith("/survey/q/") and not self.stopping.is_set():
            id_ = at.split("/")[3]
            choices = ASKED.choices_of(ASKED.by_id[id_])
            given = choices[len(self.acknowledged) % len(choices)].code if choices else ""
            form = {"seen": "0", **({"answer": given} if given else {})}
            status, to = self.ask(at, form)
            if status == 303:
                self.acknowledged[id_] = given
                again = self.ask(at, form)
                if again[0] not in (303, 0):
                    self.strange.append((id_, again))
            elif status:
                self.strange.append((id_, status))
            at = to


class Class:
    """Pupils who answer at the same time, and what has to be true when they stop."""

    def __init__(self, server, home, codes, *, database=""):
        self.home, self.database = home, database
        self.pupils = [Pupil(server, code) for code in codes]
        for pupil in self.pupils:
            pupil.start()

    @property
    def acknowledged(self):
        return sum(len(pupil.acknowledged) for pupil in self.pupils)

    @property
    def troubles(self):
        return sum(pupil.troubles for pupil in self.pupils)

    def wait_for(self, true, *, seconds=60):
        until = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < until, "it did not happen in time"
            time.sleep(0.02)

    def wait_for_more(self, number):
        until = self.acknowledged + number
        self.wait_for(lambda: self.acknowledged >= until or not any(one.is_alive() for one in self.pupils))

    def stop(self):
        for pupil in self.pupils:
            pupil.stopping.set()
        for pupil in self.pupils:
            pupil.join(timeout=60)

    def lost_and_twice(self):
        """What was acknowledged and is not there, and how many rows there are too many."""
        key = read_key(self.home, "2027")
        store = open_store(self.home, "2027", key=key, address=self.database)
        lost, twice = [], 0
        for pupil in self.pupils:
            going = store.load(session_of(key, pupil.code))
            kept = going.answers if going else {}
            twice += sum(revision - 1 for revision, _ in kept.values())
            lost += [
                (pupil.code, id_)
                for id_, given in pupil.acknowledged.items()
                if id_ not in kept or "".join(codes_of(kept[id_][1])) != given
            ]
            assert pupil.strange == []
        store.close()
        return lost, twice


@pytest.fixture
def started():
    """Starts servers and classes, and sees that none is left."""
    everything = []
    yield lambda one: everything.append(one) or one
    for one in reversed(everything):
        if isinstance(one, Class):
            one.stop()
        elif one.process.poll() is None:
            one.kill()


@pytest.fixture
def codes(tmp_path):
    opened = open_wave(tmp_path, cards=12)
    return [*opened[PRIMARY], *opened[SECONDARY]]


def test_killed_twenty_times_nothing_acknowledged_is_lost_and_nothing_is_kept_twice(tmp_path, codes, started):
    server = started(Server(tmp_path))
    pupils = started(Class(server, tmp_path, codes))
    for _ in range(20):
        pupils.wait_for_more(20)
        server.kill()
        server.start()
    pupils.wait_for_more(50)
    pupils.stop()
    assert pupils.acknowledged > 450
    assert pupils.troubles > 20
    assert pupils.lost_and_twice() == ([], 0)


def test_a_full_disk_is_waited_out(tmp_path, codes, started):
    server = started(Server(tmp_path))
    pupils = started(Class(server, tmp_path, codes))
    pupils.wait_for_more(30)
    log = answers_file(tmp_path, "2027").with_name("answers.sqlite3-wal")
    room = log.stat().st_size + 40_000
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    pupils.wait_for(lambda: pupils.troubles > 50)
    before = pupils.acknowledged
    assert pupils.lost_and_twice()[1] == 0
    resource.prlimit(
        server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    )
    pupils.wait_for_more(100)
    pupils.stop()
    assert pupils.acknowledged > before
    assert pupils.lost_and_twice() == ([], 0)


def test_a_clock_that_jumps_by_years_is_not_noticed(tmp_path, codes, started):
    server = started(Server(tmp_path, before=JUMPING))
    pupils = started(Class(server, tmp_path, codes[:6]))
    pupils.wait_for_more(150)
    pupils.stop()
    assert pupils.troubles == 0
    assert pupils.lost_and_twice() == ([], 0)


def test_stopped_in_the_middle_everything_that_was_sent_is_kept_or_sent_again(tmp_path, codes, started):
    server = started(Server(tmp_path))
    pupils = started(Class(server, tmp_path, codes[:8]))
    for _ in range(3):
        pupils.wait_for_more(20)
        server.kill(signal.SIGTERM)
        assert server.process.returncode in (0, -signal.SIGTERM)
        server.start()
    pupils.wait_for_more(20)
    pupils.stop()
    assert pupils.lost_and_twice() == ([], 0)


def test_a_database_that_is_started_again_loses_nothing(tmp_path, started):
    if postgres.find_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster() as address:
        home = tmp_path / "home"
        codes = open_wave(home, cards=8, database=address)[SECONDARY]
        server = started(Server(home, database=address))
        pupils = started(Class(server, home, codes, database=address))
        pupils.wait_for_more(40)
        processes = []
        for _ in range(3):
            processes.append(start_again(address))
            pupils.wait_for_more(40)
        pupils.stop()
        assert pupils.troubles > 0
        assert pupils.lost_and_twice() == ([], 0)
        server.kill()
        processes[-1].send_signal(signal.SIGINT)
        for process in processes:
            process.wait(timeout=60)


def start_again(address):
    """Cut the server of a cluster off in the middle of its work, and start it once more."""
    folder = Path(unquote(address.partition("@")[2].rpartition("/")[0]))
    held = folder / "data" / "postmaster.pid"
    if held.exists():
        number = int(held.read_text().split()[0])
        os.kill(number, signal.SIGQUIT)
        until = time.monotonic() + 30
        while held.exists() and Path(f"/proc/{number}").exists() and time.monotonic() < until:
            time.sleep(0.05)
    user = postgres.find_somebody()
    words = [postgres.find_programs() / "postgres", "-D", folder / "data", "-k", folder]
    words += ["-c", "listen_addresses="]
    group = {"user": user, "group": postgres._group_of(user), "extra_groups": []} if user else {}
    return subprocess.Popen(words, cwd=folder, stderr=subprocess.DEVNULL, **group)
