"""`oneplan serve` runs the pupils' pages in a process of their own, keeps them running, and stops them."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest

from web.pupils import PRIMARY, open_wave


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def ask(port, path, fields=None):
    """The answer, or nothing where nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(fields) if fields else None
        connection.request("POST" if fields else "GET", path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    except OSError:
        return None
    finally:
        connection.close()


def wait_for(ask_again, *, seconds=90):
    until = time.monotonic() + seconds
    while not (got := ask_again()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)
    return got


def processes_of(number):
    # Wide, since a terminal's width that is handed down would cut the words off.
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return {int(pid): said for pid, parent, said in rows if parent == str(number)}


def pages_of_the_survey(number):
    return [pid for pid, said in processes_of(number).items() if " survey " in said]


@pytest.fixture
def served(own_database, tmp_path):
    started = []

    def start(*words):
        command = [sys.executable, "-m", "oneplan.web.commands", *words]
        environment = {**os.environ, **own_database}
        started.append(
            subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_the_pupils_pages_run_beside_the_site_come_back_when_killed_and_stop_with_it(
    served, own_database, tmp_path
):
    home = tmp_path / "own-home"
    codes = open_wave(home, database=own_database.get("DATABASE_URL", ""))
    port, survey = free_port(), free_port()
    process = served("127.0.0.1", str(port), "--survey-port", str(survey), "--no-worker")
    status, _, text = wait_for(lambda: ask(survey, "/survey/"))
    assert (status, "What is the code on your card?" in text) == (200, True)
    status, headers, _ = ask(survey, "/survey/", {"code": codes[PRIMARY][0]})
    assert (status, headers["location"]) == (303, "/survey/about/")
    assert ask(port, "/privacy/")[0] == 200

    # A list of processes can miss one while others come and go beside it, so it is asked for again.
    (ours,) = wait_for(lambda: pages_of_the_survey(process.pid))
    os.kill(ours, signal.SIGKILL)
    assert wait_for(lambda: ask(survey, "/survey/"))[0] == 200
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert re.findall(r"ended \(status (\S+)\); it is started again", said) == ["-9"]
    assert ask(survey, "/survey/") is None
    # Nothing that was printed tells of anybody.
    assert not re.search(rf"{codes[PRIMARY][0]}|127\.0\.0\.1:\d+ -|GET /|POST /", said)


def test_without_a_wave_pupils_read_that_the_survey_is_closed(served, own_database):
    port, survey = free_port(), free_port()
    served("127.0.0.1", str(port), "--survey-port", str(survey), "--no-worker")
    assert "The survey is closed" in wait_for(lambda: ask(survey, "/survey/"))[2]


def test_a_taken_port_is_said_with_the_option_to_change(own_database):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-c", "from oneplan.cli import main; main()", "serve", "--port"]
        words = [str(free_port()), "--survey-port", str(taken.getsockname()[1])]
        done = subprocess.run(
            [*command, *words],
            env={**os.environ, **own_database},
            capture_output=True,
            text=True,
            check=False,
        )
    assert "Choose another with --survey-port" in " ".join(done.stderr.split())
