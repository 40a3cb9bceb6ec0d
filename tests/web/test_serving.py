"""`oneplan serve` and `oneplan demo` as a person types them."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

COMMAND = [sys.executable, "-c", "from oneplan.cli import main; main()"]


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment(home):
    return {**os.environ, "ONEPLAN_HOME": str(home), "COLUMNS": "100"}


def run(home, *arguments):
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(home),
        check=False,
    )


@pytest.fixture
def start(kept_home):
    """Starts a command that serves; each is ended with the test."""
    started = []

    def start_one(*arguments):
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(kept_home),
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_the_site_is_and_stops_cleanly(start, ending):
    port = free_port()
    process = start("serve", "--port", str(port))
    assert process.stdout.readline() == f"The site is at http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
        assert answer.status == 200
    process.send_signal(ending)
    out, err = process.communicate(timeout=15)
    assert process.returncode == 0
    assert "Traceback" not in out + err
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_that_is_taken_is_said_in_one_sentence(kept_home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run(kept_home, "serve", "--port", str(port))
    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stderr
    assert f"--port {port + 1}" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_address_that_is_not_ours_is_refused_in_words(kept_home):
    answer = run(kept_home, "serve", "--host", "no such host")
    assert answer.returncode == 1
    assert "Use 127.0.0.1" in answer.stderr


def test_a_demo_from_a_folder_without_the_files_says_so(tmp_path):
    answer = run(tmp_path / "home", "demo", "--no-serve", "--from", str(tmp_path))
    assert answer.returncode == 1
    assert "bds_long_0.parquet is not in" in answer.stderr


def test_demo_without_serving_prints_the_ten_most_telling_and_ends(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEPLAN_PUBLISHER", "http://127.0.0.1:9/")
    monkeypatch.delenv("ONEPLAN_STATISTICS", raising=False)
    monkeypatch.chdir(tmp_path)
    answer = run(tmp_path / "home", "demo", "--no-serve")
    assert answer.returncode == 0, answer.stderr
    assert "10 of " in answer.stdout
    assert "comes with oneplan" in " ".join(answer.stdout.split())
    assert (tmp_path / "home" / "partnership.toml").is_file()


def test_demo_serves_in_the_end(tmp_path, monkeypatch, start):
    monkeypatch.setenv("ONEPLAN_PUBLISHER", "http://127.0.0.1:9/")
    monkeypatch.delenv("ONEPLAN_STATISTICS", raising=False)
    monkeypatch.chdir(tmp_path)
    port = free_port()
    process = start("demo", "--port", str(port))
    for line in process.stdout:
        if line.startswith("The site is at"):
            break
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/children/hidden-gaps/", timeout=20) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)
    assert process.returncode == 0


@pytest.mark.parametrize("area", ["Camden", "Leeds", "Cornwall"])
def test_the_whole_demo_runs_as_another_authority_of_another_type(tmp_path, monkeypatch, area):
    monkeypatch.setenv("ONEPLAN_PUBLISHER", "http://127.0.0.1:9/")
    monkeypatch.delenv("ONEPLAN_STATISTICS", raising=False)
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    assert run(home, "start", "--area", area).returncode == 0
    answer = run(home, "demo", "--no-serve")
    assert answer.returncode == 0, answer.stderr
    assert f"For whom is it a different story in {area}?" in answer.stdout
    assert "10 of " in answer.stdout
    assert "Gloucestershire" not in answer.stdout
