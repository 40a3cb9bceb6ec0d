"""Where packages come from: pip's settings are honoured, in uv's words, and passwords are never printed."""

import os

import pytest

from stand_ins import Machine


@pytest.fixture
def start(tmp_path, monkeypatch):
    return Machine(tmp_path, monkeypatch).start()


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_each_of_pips_settings_has_its_word_in_uv(start):
    pip = {
        "index-url": "https://one.example/simple",
        "extra-index-url": "https://two.example/simple\nhttps://three.example/simple",
        "find-links": "https://four.example/wheels https://five.example/wheels",
        "trusted-host": "one.example two.example",
        "timeout": "12.5",
        "no-index": "true",
        "proxy": "http://proxy.example:8080",
    }
    assert start.uv_settings(pip) == {
        "UV_DEFAULT_INDEX": "https://one.example/simple",
        "UV_INDEX": "https://two.example/simple https://three.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "https://four.example/wheels,https://five.example/wheels",
        "UV_INSECURE_HOST": "one.example two.example",
        "UV_HTTP_TIMEOUT": "12",
        "UV_NO_INDEX": "1",
        "ALL_PROXY": "http://proxy.example:8080",
    }


def test_no_settings_of_pip_change_nothing_for_uv(start):
    assert start.uv_settings({}) == {}
    assert start.uv_settings({"timeout": "soon", "no-index": "no", "cert": "/nowhere.pem"}) == {}


def test_a_certificate_is_passed_on_when_it_is_there(start, tmp_path):
    cert = write(tmp_path / "office.pem", "")
    assert start.uv_settings({"cert": str(cert)}) == {"SSL_CERT_FILE": str(cert)}


def test_a_folder_of_packages_that_does_not_exist_is_left_out(start, tmp_path):
    there = tmp_path / "wheels"
    there.mkdir()
    missing = tmp_path / "gone"
    pip = {
        "index-url": missing.as_uri(),
        "extra-index-url": f"{missing.as_uri()}/simple {there.as_uri()}",
        "find-links": f"{missing} {there}",
    }
    assert start.uv_settings(pip) == {
        "UV_INDEX": there.as_uri(),
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": str(there),
    }


def test_a_folder_beside_the_project_may_be_named_from_there(start):
    (start.ROOT / "wheels").mkdir()
    assert start.uv_settings({"find-links": "wheels gone"}) == {"UV_FIND_LINKS": "wheels"}


def test_the_nearer_setting_wins_file_after_file_and_variables_last(start, tmp_path):
    everyone = write(
        tmp_path / "everyone.conf", "[global]\nindex-url = a\ntimeout = 1\ncert = a\n[list]\nproxy = x\n"
    )
    own = write(tmp_path / "own.conf", "[global]\ntimeout = 2\ncert = b\n")
    installing = write(tmp_path / "installing.conf", "[install]\ncert = c\n")
    settings = start.pip_settings(
        {"PIP_INDEX_URL": "b", "PIP_TRUSTED_HOST": "", "OTHER": "x"}, files=[everyone, installing, own]
    )
    assert settings == {"index-url": "b", "timeout": "2", "cert": "c"}


@pytest.mark.parametrize(
    "text", ["no section\n", "[global]\n\udcff".encode("utf-8", "surrogateescape"), "[global\n"]
)
def test_a_settings_file_that_cannot_be_read_is_passed_over(start, tmp_path, text):
    broken = tmp_path / "pip.conf"
    broken.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert start.pip_settings({}, files=[broken, tmp_path / "absent.conf", tmp_path]) == {}


def test_pips_settings_are_looked_for_where_pip_looks(start, tmp_path):
    environ = {
        "XDG_CONFIG_HOME": "/xdg/own",
        "XDG_CONFIG_DIRS": "/xdg/a:/xdg/b",
        "PIP_CONFIG_FILE": "/named.conf",
    }
    files = [str(path) for path in start.pip_files(environ)]
    assert files[:3] == ["/xdg/a/pip/pip.conf", "/xdg/b/pip/pip.conf", "/etc/pip.conf"]
    assert files[3:5] == [f"{tmp_path}/.pip/pip.conf", "/xdg/own/pip/pip.conf"]
    assert files[-1] == "/named.conf"
    assert start.pip_files({"PIP_CONFIG_FILE": os.devnull}) == []


def test_what_was_set_for_uv_by_hand_is_never_overruled(start, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://pip.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://pip.example/extra")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    assert start.surroundings()["UV_DEFAULT_INDEX"] == "https://uv.example/simple"
    assert start.surroundings()["UV_INDEX"] == "https://pip.example/extra"


def test_uvs_older_words_for_an_index_count_as_set_by_hand(start, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://pip.example/simple")
    monkeypatch.setenv("UV_INDEX_URL", "https://uv.example/simple")
    assert "UV_DEFAULT_INDEX" not in start.surroundings()


def test_a_cache_that_cannot_be_written_is_not_used(start, monkeypatch, tmp_path):
    assert "UV_NO_CACHE" not in start.surroundings()
    write(tmp_path / "file", "")
    monkeypatch.setenv("UV_CACHE_DIR", "relative")
    assert start.surroundings()["UV_NO_CACHE"] == "1"
    monkeypatch.setenv("UV_CACHE_DIR", "/proc/1/nothing can be made here")
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != "/proc/1")
    assert start.surroundings()["UV_NO_CACHE"] == "1"


def test_the_environment_comes_first_and_a_foreign_python_home_goes(start, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/somewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/another")
    around = start.surroundings()
    assert around["PATH"].startswith(str(start.VENV / "bin") + os.pathsep)
    assert around["VIRTUAL_ENV"] == str(start.VENV)
    assert "PYTHONHOME" not in around


@pytest.mark.parametrize(
    "address",
    [
        "https://user:pass@packages.example/simple",
        "https://token@packages.example/simple",
        "https://user:p@ss/word@packages.example/simple",
        "'http://user:pass@proxy.example:80'",
    ],
)
def test_names_and_passwords_are_taken_out_of_addresses(start, address):
    hidden = start.without_credentials(f"error: no answer from {address} (timeout)")
    assert "example" in hidden
    for secret in ("user", "pass", "p@ss", "word", "token"):
        assert secret not in hidden
