"""A publisher that misbehaves: each failure is one sentence, comes in time, and leaves nothing behind."""

import gzip
import socket
import time
from dataclasses import replace

import pytest

from library.misbehaving_server import (
    IMPATIENT,
    NAMES,
    QUICK,
    announce,
    answer,
    at,
    behaviours_of,
    drip,
    drip_headers,
    in_turn,
    made_up_files,
    misbehaving_server,
    redirect,
    reset_in_the_middle,
    send,
    send_commits,
    send_no_http,
    send_nothing,
    send_packed,
    send_part,
    send_part_of_chunks,
    send_without_end,
)
from oneplan.errors import NotReachable, NotValid, OneplanError
from oneplan.sources.publisher.addresses import find_publisher
from oneplan.sources.publisher.download import download_edition

BIG = NAMES[0]
WHOLE = made_up_files()[BIG]
ADVICE = "; try again later, or give a folder that holds the files with --from or ONEPLAN_STATISTICS."


def failure(tmp_path, behaviours, **changes) -> OneplanError:
    """What a person is told when the publisher behaves so; checks what is true of every failure."""
    behaviours = {**behaviours_of(made_up_files()), **behaviours}
    with misbehaving_server(behaviours) as server, pytest.raises(OneplanError) as caught:
        download_edition(tmp_path / "lait", source=at(server, **changes))
    assert list(tmp_path.iterdir()) == []
    said = str(caught.value)
    assert said.endswith(ADVICE)
    assert "\n" not in said
    return caught.value


@pytest.mark.parametrize(
    ("behaviour", "kind", "said"),
    [
        (answer(404), NotReachable, "it is not there (404), so the publisher may have moved or renamed it"),
        (answer(403), NotReachable, "it turned us away for now (403)"),
        (answer(418), NotReachable, "it answered with status 418"),
        (answer(206), NotReachable, "it answered with status 206"),
        (answer(500), NotReachable, "the server has trouble of its own (500)"),
        (answer(302), NotReachable, "it answered with status 302"),
        (reset_in_the_middle, NotReachable, "the connection was cut while we were talking"),
        (send_no_http, NotReachable, "what came is no answer a web server gives"),
        (send_part(WHOLE), NotValid, f"it was cut short: {len(WHOLE) // 2:,} of {len(WHOLE):,} bytes came"),
        (send_part_of_chunks, NotValid, "it was cut short on the way"),
        (send(b""), NotValid, "it is empty"),
        (send(b"\n<!DOCTYPE html><title>Sign in</title>"), NotValid, "a web page came instead"),
        (redirect(f"/{BIG}"), NotValid, "the server sends us round in circles"),
        (redirect("http://localhost/x"), NotValid, "on to 'http://localhost/x', which is not one of the"),
        (redirect("//example.org/x", status=301), NotValid, "on to 'http://example.org/x', which is not"),
        (redirect("file:///etc/passwd", status=307), NotValid, "on to 'file:///etc/passwd', which is not"),
        (redirect("http://[half", status=308), NotValid, "on to 'http://[half', which is not one"),
        (send_packed(WHOLE[:-4]), NotValid, "it is a Parquet file that was cut short"),
        (send(WHOLE, Content_Encoding="gzip"), NotValid, "it came packed with gzip, and damaged"),
        (send(gzip.compress(WHOLE)[:-4], Content_Encoding="gzip"), NotValid, "gzip, and not whole"),
        (send(WHOLE, Content_Encoding="br"), NotValid, "packed in a way nobody asked for ('br')"),
    ],
)  # fmt: skip
def test_each_misbehaviour_is_told_in_one_sentence_that_names_the_file(tmp_path, behaviour, kind, said):
    problem = failure(tmp_path, {BIG: behaviour})
    assert type(problem) is kind
    assert BIG in str(problem)
    assert said in str(problem)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (send_nothing, "it stayed silent for too long"),
        (drip, "it took longer than 0.7 seconds altogether"),
        (drip_headers, "it took longer than 0.7 seconds altogether"),
    ],
)
def test_a_slow_publisher_does_not_keep_us_waiting(tmp_path, behaviour, said):
    started = time.monotonic()
    problem = failure(tmp_path, {BIG: behaviour}, patience=IMPATIENT)
    assert time.monotonic() - started < 1.5
    assert type(problem) is NotReachable
    assert BIG in str(problem)
    assert said in str(problem)


@pytest.mark.parametrize("behaviour", [announce(10_001), send_without_end, send_packed(b"P" * 10_001)])
def test_more_than_the_limit_is_refused_announced_or_not_packed_or_not(tmp_path, behaviour):
    problem = failure(tmp_path, {BIG: behaviour}, largest=10_000)
    assert type(problem) is NotValid
    assert "it is larger than 10,000 bytes" in str(problem)


def test_what_came_packed_is_unpacked(tmp_path):
    with misbehaving_server({**behaviours_of(made_up_files()), BIG: send_packed(WHOLE)}) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    assert (came.folder / BIG).read_bytes() == WHOLE


@pytest.mark.parametrize("trouble", [answer(500), answer(503), reset_in_the_middle])
def test_trouble_that_passes_is_waited_for(tmp_path, trouble):
    with misbehaving_server(
        {**behaviours_of(made_up_files()), BIG: in_turn(trouble, trouble, send(WHOLE))}
    ) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    assert (came.folder / BIG).read_bytes() == WHOLE
    assert sum(path.endswith(BIG) for path in server.asked) == 3


@pytest.mark.parametrize(("behaviour", "times"), [(answer(502), 3), (answer(404), 1), (send_part(WHOLE), 1)])
def test_only_passing_trouble_is_tried_again_and_not_for_ever(tmp_path, behaviour, times):
    behaviours = {**behaviours_of(made_up_files()), BIG: behaviour}
    with misbehaving_server(behaviours) as server, pytest.raises(OneplanError):
        download_edition(tmp_path / "lait", source=at(server))
    assert sum(path.endswith(BIG) for path in server.asked) == times


def test_no_retry_is_begun_that_the_time_does_not_allow(tmp_path):
    with misbehaving_server({"commits": answer(500)}) as server:
        patience = replace(QUICK, backoff_seconds=30)
        with pytest.raises(NotReachable, match=r"trouble of its own \(500\)"):
            download_edition(tmp_path / "lait", source=at(server, patience=patience))
    assert len(server.asked) == 1


def test_a_redirect_to_the_publisher_itself_is_followed(tmp_path):
    behaviours = {**behaviours_of(made_up_files()), BIG: redirect("/elsewhere"), "elsewhere": send(WHOLE)}
    with misbehaving_server(behaviours) as server:
        came = download_edition(tmp_path / "lait", source=at(server))
    assert (came.folder / BIG).read_bytes() == WHOLE


@pytest.mark.parametrize(
    "commits",
    [
        [],
        {"message": "Not Found"},
        [{"sha": "main", "commit": {"committer": {"date": "2026-04-14T09:30:00Z"}}}],
        [
            {
                "sha": "../../../../../../../../../../etc/passwd",
                "commit": {"committer": {"date": "2026-04-14"}},
            }
        ],
        [{"sha": "a" * 40, "commit": {"committer": {"date": "yesterday"}}}],
        [{"sha": "a" * 40, "commit": None}],
    ],
)
def test_a_list_of_changes_without_commit_and_date_is_refused(tmp_path, commits):
    problem = failure(tmp_path, {"commits": send_commits(commits)})
    assert type(problem) is NotValid
    assert str(problem).startswith(
        "The list of changes of the Local Authority Interactive Tool is not what was"
    )


@pytest.mark.parametrize("answered", [b"", b"<html>Sign in</html>", b"[" * 100_000, b"\xff\xfe"])
def test_a_list_of_changes_that_is_no_list_is_refused(tmp_path, answered):
    assert "it names no commit and date" in str(failure(tmp_path, {"commits": send(answered)}))


def test_a_list_of_changes_that_is_in_trouble_is_no_reason_to_guess(tmp_path):
    problem = failure(tmp_path, {"commits": answer(500)})
    assert type(problem) is NotReachable
    assert str(problem).startswith(
        "The list of changes of the Local Authority Interactive Tool could not be fetched"
    )


def test_a_publisher_that_does_not_listen_is_told_at_once(tmp_path):
    with misbehaving_server({}) as server:
        pass
    started = time.monotonic()
    with pytest.raises(NotReachable, match=r"nothing answers there \(connection refused\)"):
        download_edition(tmp_path / "lait", source=at(server, patience=replace(QUICK, backoff_seconds=1)))
    assert time.monotonic() - started < 0.9


def test_without_a_network_we_know_in_a_moment(tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", _no_name_server)
    with pytest.raises(
        NotReachable, match=r"api.github.com: its name cannot be found, so there is no network"
    ):
        download_edition(tmp_path / "lait", source=find_publisher({}))


def test_a_name_server_that_stays_silent_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.9) or [])
    started = time.monotonic()
    with pytest.raises(NotReachable, match="it stayed silent for too long"):
        download_edition(tmp_path / "lait", source=replace(find_publisher({}), patience=IMPATIENT))
    assert time.monotonic() - started < 0.8


def test_a_first_address_that_leads_nowhere_leaves_time_for_the_second(tmp_path, monkeypatch):
    """As where a name has an IPv6 address and the way there swallows everything."""
    look_up, connect, time_left = socket.getaddrinfo, socket.socket.connect, []

    def two_addresses(host, port, **given):
        nowhere = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 1, 0, 0))
        return [nowhere, *look_up(host, port, **given)]

    def swallow(sock, where):
        if sock.family != socket.AF_INET6:
            time_left.append(sock.gettimeout())
            return connect(sock, where)
        time.sleep(sock.gettimeout())
        raise TimeoutError

    patience = replace(QUICK, connect_seconds=0.2)
    with misbehaving_server({"commits": answer(404)}) as server:
        monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
        monkeypatch.setattr(socket.socket, "connect", swallow)
        with pytest.raises(NotReachable, match="it is not there"):
            download_edition(tmp_path / "lait", source=at(server, patience=patience))
    assert time_left[0] > 0.05


def test_a_secure_address_that_speaks_plainly_is_not_trusted(tmp_path):
    with misbehaving_server(behaviours_of(made_up_files())) as server:
        secure = server.address.replace("http:", "https:")
        with pytest.raises(NotReachable, match="no secure connection could be made"):
            download_edition(tmp_path / "lait", source=at(server, api=secure, raw=secure))
    assert server.asked == []


def test_a_proxy_that_lets_nobody_through_is_told(tmp_path, monkeypatch):
    with misbehaving_server({}) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        with pytest.raises(NotReachable, match=r"the network does not let us through .*501"):
            download_edition(tmp_path / "lait", source=replace(find_publisher({}), patience=QUICK))


def _no_name_server(*_, **__):
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
