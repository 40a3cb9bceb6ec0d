"""`oneplan serve` runs the site and a worker of jobs together, and nothing is left behind when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from web.told import Told

COMMAND = [sys.executable, "-c", "import sys; from oneplan.cli import main; sys.exit(main())"]
ASK = """
import time
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.models import Job, Presence
def wait(true):
    until = time.monotonic() + 180
    while not true():
        assert time.monotonic() < until, "waited for too long"
        time.sleep(0.1)
def workers():
    return [int(name.split(":")[1]) for name in Presence.objects.values_list("worker", flat=True)]
"""


@pytest.fixture
def told(own_database):
    told = Told(own_database)
    told(ASK)
    yield told
    told.stop()


@pytest.fixture
def start(own_database):
    started = []

    def start_one(*words):
        environment = {
            **os.environ,
            **own_database,
            "COLUMNS": "100",
            "ONEPLAN_PUBLISHER": "http://127.0.0.1:9/",
        }
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen([*COMMAND, *words], env=environment, **pipes))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def is_listening(port):
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def is_running(number):
    said = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False
    )
    return said.stdout[:1] not in (
        "",
        "Z",
    )


def children_of(process):
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [line.split() for line in listed.splitlines()]
    return [int(child) for child, parent in pairs if parent == str(process.pid)]


def wait_until(true, *, seconds=120):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def wait_for_worker(told):
    (number,) = told("wait(workers); print(*workers())")
    return int(number)


def test_serve_starts_both_and_a_killed_worker_is_replaced_while_the_site_goes_on(start, told, port):
    process = start("serve", "--port", str(port))
    assert process.stdout.readline().startswith("The site is at")
    first = wait_for_worker(told)
    os.kill(first, signal.SIGKILL)
    (second,) = told(f"wait(lambda: set(workers()) - {{{first}}}); print(*set(workers()) - {{{first}}})")
    assert int(second) != first
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/privacy/", timeout=60) as answer:
        assert answer.status == 200
    assert (
        told("enqueue('evidence.import'); wait(lambda: Job.objects.get(kind='evidence.import').ended)") == []
    )
    assert told("print(Job.objects.get(kind='evidence.import').state)") == ["done"]

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "started again" in said
    assert "Traceback" not in said
    assert not is_listening(port)
    assert not is_running(int(second))


def test_nothing_is_left_behind_when_serve_itself_is_killed(start, told, port):
    process = start("serve", "--port", str(port))
    process.stdout.readline()
    wait_for_worker(told)
    wait_until(lambda: len(children_of(process)) == 3)
    left = children_of(process)
    process.kill()
    process.wait(timeout=10)
    wait_until(lambda: not any(map(is_running, left)))
    assert not is_listening(port)


def test_a_worker_grown_large_makes_room_for_a_fresh_one_without_a_word(start, told, own_database):
    told("import oneplan.web.jobs.kinds")
    process = start("worker")
    first = wait_for_worker(told)
    told("from oneplan.web.understand.evidence.made_up import ask_for_demonstration; ask_for_demonstration()")
    told("wait(lambda: Job.objects.filter(kind='evidence.count', state='done').exists())")
    (second,) = told(f"wait(lambda: set(workers()) - {{{first}}}); print(*set(workers()) - {{{first}}})")
    assert not is_running(first)
    process.terminate()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert not is_running(int(second))


def test_what_watches_over_the_site_loads_nothing_heavy():
    asked = (
        "import sys; import oneplan.web.commands.supervising;"
        "print(sorted({'polars', 'numpy', 'typer', 'rich', 'django'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_site_knows_the_kinds_of_job_without_what_does_them(own_database):
    told = Told(own_database)
    told("import sys; from oneplan.web.jobs.kinds import all_kinds; assert 'evidence.count' in all_kinds()")
    assert told("print(*({'scipy', 'numba', 'duckdb'} & set(sys.modules)))") == []
    told.stop()


def test_serve_ends_with_the_site(start, told, port):
    process = start("serve", "--port", str(port))
    process.stdout.readline()
    worker = wait_for_worker(told)
    site = min(children_of(process))  # it is started first
    os.kill(site, signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == 1
    assert not is_running(worker)


def test_a_site_without_a_worker_and_a_worker_without_a_site(start, told, port):
    site = start("serve", "--port", str(port), "--no-worker")
    site.stdout.readline()
    wait_until(lambda: len(children_of(site)) == 2)
    alone = start("worker")
    number = wait_for_worker(told)
    assert children_of(alone) == [number]
    alone.terminate()
    assert alone.wait(timeout=60) == 0
    assert not is_running(number)
    assert is_listening(port)


def test_a_worker_that_has_no_right_database_says_so_once_and_ends(start, own_database):
    if "DATABASE_URL" in own_database:
        pytest.skip("the tables of the server are copied whole")
    from pathlib import Path

    (Path(own_database["ONEPLAN_HOME"]) / "oneplan.sqlite3").unlink()
    told = Told(own_database)
    told("""
from oneplan.web.commands.database import prepare_database
prepare_database()
from django.db import connection
connection.cursor().execute("DELETE FROM django_migrations WHERE app = 'axes'")
""")
    told.stop()
    alone = start("worker")
    _, said = alone.communicate(timeout=60)
    assert alone.returncode == 1
    assert said.count("oneplan upgrade") == 1
    assert "Traceback" not in said
