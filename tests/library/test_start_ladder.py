"""Every way in which start.py can come to an environment, and what it says when there is none."""

import fcntl
import os
import shutil
import sys
import threading

import pytest

from stand_ins import Machine


@pytest.fixture
def machine(tmp_path, monkeypatch):
    return Machine(tmp_path, monkeypatch)


def installed_by(machine):
    """The programs that installed the project itself."""
    return [line.split()[0] for line in machine.done() if "--constraint constraints.txt" in line]


def test_uv_on_the_path_makes_the_environment_without_pip(machine):
    machine.has("uv", "ensurepip", "pip")
    machine.start().set_up()
    assert installed_by(machine) == ["uv"]
    assert not [line for line in machine.done() if " -m pip" in line or " -m venv" in line]


def test_uv_as_a_module_of_python_is_used_too(machine):
    machine.has("uv-module")
    machine.start().set_up()
    assert [
        line for line in machine.done() if line.startswith("python-here -m uv pip install --python .venv")
    ]


def test_without_uv_the_environment_is_made_by_venv_and_uv_is_put_into_it(machine):
    machine.has("ensurepip", "uv-in-index")
    machine.start().set_up()
    assert "python-here -m venv .venv" in machine.done()
    assert "python -m pip install uv" in machine.done()
    assert installed_by(machine) == ["uv"]


def test_where_the_index_has_no_uv_pip_installs(machine):
    machine.has("ensurepip")
    machine.start().set_up()
    assert installed_by(machine) == ["python"]


def test_without_ensurepip_a_system_pip_fills_the_environment(machine):
    machine.has("pip", "uv-in-index")
    machine.start().set_up()
    assert "python-here -m venv --without-pip .venv" in machine.done()
    assert "python-here -m pip --python .venv/bin/python install uv" in machine.done()
    assert installed_by(machine) == ["uv"]


def test_with_neither_root_asks_apt_and_goes_on(machine, monkeypatch):
    machine.has("apt-get", "uv-in-index")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine.start().set_up()
    asked = [line for line in machine.done() if line.startswith("apt-get")]
    assert [line.split()[-1] for line in asked] == ["update", "python3-venv"]
    assert all("DPkg::Lock::Timeout=300" in line for line in asked)
    assert installed_by(machine) == ["uv"]


def test_sudo_that_asks_for_no_password_is_as_good_as_root(machine):
    machine.has("apt-get", "sudo", "uv-in-index")
    machine.start().set_up()
    assert [
        line
        for line in machine.done()
        if line.startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get")
    ]
    assert installed_by(machine) == ["uv"]


@pytest.mark.parametrize("things", [(), ("apt-get",), ("apt-get", "sudo", "apt-fails")])
def test_where_nothing_can_be_done_one_sentence_says_what_to_type(machine, things):
    machine.has(*things)
    start = machine.start()
    with pytest.raises(start.Trouble) as trouble:
        start.set_up()
    assert str(trouble.value).endswith("type: sudo apt-get install -y python3-venv && python3 start.py demo")
    assert "\n" not in str(trouble.value)
    assert not machine.venv.exists()


def test_when_uv_fails_its_words_are_shown_without_the_password_and_pip_tries_once(machine, capsys):
    machine.has("uv", "ensurepip", "uv-fails")
    machine.start().set_up()
    said = capsys.readouterr().err
    assert "error: uv could not reach https://***@packages.example/simple" in said
    assert "secret" not in said
    assert "so pip tries" in said
    assert installed_by(machine) == ["uv", "python"]


def test_when_pip_fails_too_one_sentence_says_so_and_the_next_run_begins_anew(machine):
    machine.has("ensurepip", "pip-fails")
    start = machine.start()
    with pytest.raises(start.Trouble, match="The packages could not be installed"):
        start.set_up()
    assert not start.STAMP.exists()


def test_the_second_run_only_looks(machine, capsys):
    machine.has("uv")
    machine.start().set_up()
    machine.has("uv")
    capsys.readouterr()
    machine.start().set_up()
    assert len(machine.done()) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_other_packages_are_installed_into_the_same_environment(machine, name):
    machine.has("uv")
    machine.start().set_up()
    machine.has("uv")
    (machine.venv / "own tool").touch()
    (machine.clone / name).write_text("second")
    machine.start().set_up()
    assert installed_by(machine) == ["uv"]
    assert (machine.venv / "own tool").exists()


def interrupt(machine):
    machine.start().STAMP.unlink()


def lose_python(machine):
    (machine.venv / "bin" / "python").unlink()


def lose_oneplan(machine):
    (machine.venv / "oneplan").unlink()


def change_python(machine):
    stamp = machine.start().STAMP
    stamp.write_text(stamp.read_text().replace("Python 3.", "Python 2."))


def move(machine):
    moved = machine.folder / "moved"
    machine.clone.rename(moved)
    machine.clone = moved


@pytest.mark.parametrize("happens", [interrupt, lose_python, lose_oneplan, change_python, move])
def test_an_environment_that_cannot_be_trusted_is_made_again(machine, happens):
    machine.has("uv")
    machine.start().set_up()
    (machine.venv / "trace of the old one").touch()
    happens(machine)
    machine.start().set_up()
    assert not (machine.venv / "trace of the old one").exists()
    assert (machine.venv / "oneplan").exists()


def test_a_file_or_a_dead_link_in_place_of_the_environment_is_replaced(machine):
    machine.has("uv")
    machine.venv.write_text("not a folder")
    machine.start().set_up()
    shutil.rmtree(machine.venv)
    machine.venv.symlink_to(machine.folder / "nowhere")
    machine.start().set_up()
    assert (machine.venv / "oneplan").exists()


def test_a_folder_that_may_not_be_written_is_said_so(machine, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    start = machine.start()
    with pytest.raises(start.Trouble, match="You may not write in"):
        start.set_up()


def test_an_installer_that_outlived_its_start_is_waited_for(machine, capsys):
    machine.has("uv")
    start = machine.start()
    with (machine.clone / "start.py").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        turn = (machine.clone / "start.py").open()
        late = threading.Timer(0.2, fcntl.flock, [other, fcntl.LOCK_UN])
        late.start()
        start.take_turn(turn.fileno())
        turn.close()
    assert "Waiting for another start.py" in capsys.readouterr().err


def test_installers_hold_the_turn_themselves(machine):
    holds = "import os, sys; os.fstat(int(sys.argv[1]))"
    start = machine.start()
    with (machine.clone / "start.py").open() as turn:
        number = str(turn.fileno())
        assert not start.works(sys.executable, "-c", holds, number)
        start.take_turn(turn.fileno())
        assert start.works(sys.executable, "-c", holds, number)
        assert start.shown(sys.executable, "-c", holds, number)
