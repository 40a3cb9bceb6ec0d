"""Fetching the publisher's current edition: what comes, from where, and what the folder looks like after."""

import doctest
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import shared_data
from library.misbehaving_server import (
    COMMIT,
    NAMES,
    answer,
    at,
    behaviours_of,
    in_turn,
    made_up_files,
    misbehaving_server,
    send,
)
from oneplan.errors import NotReachable, NotValid
from oneplan.sources.publisher import addresses, downloaded, fetching, unreachable, wanted
from oneplan.sources.publisher.addresses import LAIT_PUBLISHER, find_publisher
from oneplan.sources.publisher.download import download_edition
from oneplan.sources.publisher.patience import Patience


def test_all_files_come_from_the_newest_commit_of_the_folder(tmp_path):
    files = made_up_files()
    with misbehaving_server(behaviours_of(files)) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    folder = "/dfe-analytical-services/local-authority-interactive-tool"
    assert server.asked == [
        f"/repos{folder}/commits?path=01_data/02_prod&sha=main&per_page=1",
        *(f"{folder}/{COMMIT}/01_data/02_prod/{name}" for name in NAMES),
    ]
    assert {name: (tmp_path / "lait" / name).read_bytes() for name in NAMES} == files
    assert (came.commit, came.committed) == (COMMIT, datetime(2026, 4, 14, 9, 30, tzinfo=UTC))
    assert server.user_agents == {"oneplan"}


def test_the_record_names_commit_date_address_size_and_fingerprint(tmp_path):
    files = made_up_files()
    with misbehaving_server(behaviours_of(files)) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    record = json.loads((tmp_path / "lait" / "downloaded.json").read_text())
    assert record["commit"] == COMMIT
    assert record["committed"] == "2026-04-14T09:30:00+00:00"
    assert [file["name"] for file in record["files"]] == NAMES
    assert [file["size"] for file in record["files"]] == [len(files[name]) for name in NAMES]
    assert [file.sha256 for file in came.files] == [sha256(files[name]).hexdigest() for name in NAMES]
    assert all(file.address.startswith(server.address) and COMMIT in file.address for file in came.files)
    assert came.sentence == (
        "5 files of the Local Authority Interactive Tool, as of 14 April 2026 (commit 0123456789)"
    )


def test_the_real_files_of_the_publisher_are_taken_as_they_are(tmp_path):
    files = {name: shared_data("lait", name).read_bytes() for name in NAMES}
    with misbehaving_server(behaviours_of(files)) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    assert {path.name: path.read_bytes() for path in came.folder.iterdir() if path.name in NAMES} == files


def test_progress_is_told_file_by_file_up_to_the_whole_size(tmp_path):
    files, told = made_up_files(), []
    with misbehaving_server(behaviours_of(files)) as server:
        download_edition(tmp_path / "lait", source=at(server), progress=lambda *step: told.append(step))
    last = {name: (so_far, of) for name, so_far, of in told}
    assert list(last) == NAMES
    assert [last[name] for name in NAMES] == [(len(files[name]), len(files[name])) for name in NAMES]


@pytest.mark.parametrize("status", [403, 429])
def test_when_the_list_of_changes_is_closed_for_now_the_branch_is_taken_and_the_commit_is_unknown(
    tmp_path, status
):
    closed = answer(status, X_RateLimit_Remaining=0)
    with misbehaving_server({**behaviours_of(made_up_files()), "commits": closed}) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    assert (came.commit, came.committed, came.ref) == (None, None, "main")
    assert server.asked[1].endswith("/main/01_data/02_prod/bds_long_0.parquet")
    assert "commit unknown" in came.sentence
    assert json.loads((tmp_path / "lait" / "downloaded.json").read_text())["commit"] is None


def test_an_earlier_download_gives_way_to_the_new_one(tmp_path):
    first, second = made_up_files(), {**made_up_files(), "lait_data_dictionary.csv": b"Measure_short,New\n"}
    for files in (first, second):
        with misbehaving_server(behaviours_of(files)) as server:
            download_edition(tmp_path / "lait", source=at(server))
    assert (tmp_path / "lait" / "lait_data_dictionary.csv").read_bytes() == b"Measure_short,New\n"
    assert [path.name for path in tmp_path.iterdir()] == ["lait"]


@pytest.mark.parametrize("spoilt", NAMES)
def test_when_one_file_fails_nothing_is_left_behind(tmp_path, spoilt):
    behaviours = {**behaviours_of(made_up_files()), spoilt: answer(404)}
    with misbehaving_server(behaviours) as server, pytest.raises(NotReachable, match=spoilt):
        download_edition(tmp_path / "var" / "lait", source=at(server))
    assert list(tmp_path.iterdir()) == []


def test_when_one_file_fails_the_earlier_download_stays(tmp_path):
    files = made_up_files()
    behaviours = {
        **behaviours_of(files),
        "la_code_list.xlsx": in_turn(send(files["la_code_list.xlsx"]), answer(404)),
    }
    with misbehaving_server(behaviours) as server:
        download_edition(tmp_path / "lait", source=at(server))
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
        with pytest.raises(NotReachable):
            download_edition(tmp_path / "lait", source=at(server))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_a_person_who_stops_the_download_finds_nothing_half_done(tmp_path):
    def stop(name, so_far, of):
        if name == NAMES[-1]:
            raise KeyboardInterrupt

    with misbehaving_server(behaviours_of(made_up_files())) as server, pytest.raises(KeyboardInterrupt):
        download_edition(tmp_path / "lait", source=at(server), progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_between_the_two_renames_puts_the_earlier_download_back(tmp_path, monkeypatch):
    files, rename = made_up_files(), Path.rename

    def stop(path, target):
        if path.name == "arriving":
            raise KeyboardInterrupt
        return rename(path, target)

    with misbehaving_server(behaviours_of(files)) as server:
        download_edition(tmp_path / "lait", source=at(server))
        monkeypatch.setattr(Path, "rename", stop)
        with pytest.raises(KeyboardInterrupt):
            download_edition(tmp_path / "lait", source=at(server))
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(["lait", "downloaded.json", *NAMES])


def test_a_folder_with_other_things_in_it_is_not_touched_and_nobody_is_asked(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with misbehaving_server(behaviours_of(made_up_files())) as server:
        with pytest.raises(NotValid, match=r'holds other things, such as "letter.txt"; name an empty folder'):
            download_edition(tmp_path, source=at(server))
        with pytest.raises(NotValid, match=r"letter.txt is a file; name a folder"):
            download_edition(tmp_path / "letter.txt", source=at(server))
    assert server.asked == []
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "wall").write_text("")
    with (
        misbehaving_server(behaviours_of(made_up_files())) as server,
        pytest.raises(NotValid, match=r"could not be written to .*wall.lait .*; make room there or name"),
    ):
        download_edition(tmp_path / "wall" / "lait", source=at(server))


def test_the_environment_sends_us_to_a_copy_and_errors_say_so(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with misbehaving_server(behaviours_of(made_up_files())) as server:
        monkeypatch.setenv("ONEPLAN_PUBLISHER", server.address + "/")
        came = download_edition(tmp_path / "lait")
    assert came.files[0].address.startswith(server.address + "/dfe-analytical-services/")
    with pytest.raises(NotReachable, match=rf"ONEPLAN_PUBLISHER sends us to {server.address}, so unset it"):
        download_edition(tmp_path / "again")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "ftp://127.0.0.1",
        "file:///etc",
        "example.org",
        "https://",
        "https://a:b@example.org",
        "https://example.org/?x",
        "https://example.org:99999",
        "http://127.0.0.1.example.org",
        "https://exam ple.org",
    ],
)
def test_only_https_and_this_machine_are_taken_as_addresses(address):
    with pytest.raises(
        NotValid, match=r"from ONEPLAN_PUBLISHER.* is no address to fetch statistics from; give"
    ):
        find_publisher({"ONEPLAN_PUBLISHER": address})


@settings(deadline=None)
@given(st.text("htps:/.@?#[]%18é \n", max_size=30))
def test_any_text_in_the_environment_is_an_address_or_a_sentence(text):
    try:
        taken = find_publisher({"ONEPLAN_PUBLISHER": text}).api
    except NotValid as problem:
        taken = str(problem)
    assert taken.startswith(("https://", "http://")) or taken.endswith("(http only on this machine).")


def test_the_real_publisher_is_asked_over_https_with_the_promised_patience():
    assert (LAIT_PUBLISHER.api, LAIT_PUBLISHER.raw) == (
        "https://api.github.com",
        "https://raw.githubusercontent.com",
    )
    assert LAIT_PUBLISHER.patience == Patience(
        connect_seconds=3, read_seconds=10, whole_seconds=120, retries=2, backoff_seconds=0.5
    )
    assert LAIT_PUBLISHER.largest == 50_000_000


def test_a_proxy_is_honoured(tmp_path, monkeypatch):
    with misbehaving_server(behaviours_of(made_up_files())) as proxy:
        monkeypatch.setenv("no_proxy", "example.org")
        monkeypatch.setenv("http_proxy", proxy.address)
        elsewhere = replace(at(proxy), api="http://127.0.0.1:1", raw="http://127.0.0.1:1")
        download_edition(tmp_path / "lait", source=elsewhere)
    assert all(path.startswith("http://127.0.0.1:1/") for path in proxy.asked)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody trusts unless told to."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    ask = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=test"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"]
    try:
        subprocess.run([*ask.split(), *names], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is absent, so no certificate can be made")
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_a_certificate_named_by_ssl_cert_file_is_trusted(tmp_path, monkeypatch, certificate):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with misbehaving_server(behaviours_of(made_up_files()), certificate=certificate) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    assert came.files[0].address.startswith("https://127.0.0.1")


def test_a_certificate_that_nobody_trusts_is_refused(tmp_path, certificate):
    said = r"its certificate is not trusted here .*SSL_CERT_FILE"
    with (
        misbehaving_server(behaviours_of(made_up_files()), certificate=certificate) as server,
        pytest.raises(NotReachable, match=said),
    ):
        download_edition(tmp_path / "lait", source=at(server))


@pytest.mark.parametrize("module", [addresses, wanted, downloaded, fetching, unreachable])
def test_the_examples_in_the_docstrings_run(module):
    assert doctest.testmod(module).failed == 0
