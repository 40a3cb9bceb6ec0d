"""Fetches the publisher's current edition: all files of one commit, whole, or nothing at all."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from oneplan.errors import NotReachable, NotValid
from oneplan.sources.publisher.addresses import Publisher, find_publisher
from oneplan.sources.publisher.downloaded import (
    RECORD,
    Downloaded,
    check_may_fill,
    describe_file,
    put_in_place,
)
from oneplan.sources.publisher.fetching import Fetcher, Progress, origin_of, status_of
from oneplan.sources.publisher.patience import Clock
from oneplan.sources.publisher.wanted import check_arrived

_TURNED_AWAY = frozenset({403, 429})
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def download_edition(
    into: Path, *, source: Publisher | None = None, progress: Progress | None = None
) -> Downloaded:
    """Fetches the current edition into a folder, and tells what came.

    The publisher is asked for the newest change of its folder first, so that all files are of one commit.
    The folder appears, or gives way to the new edition, when every file is whole; on failure it is as before.

    Parameters
    ----------
    into
        The folder to fill: not there yet, empty, or an earlier download, which is replaced.
    source
        The publisher; by default the real one, unless ONEPLAN_PUBLISHER names another address.
    progress
        Told while a file comes: its name, the bytes so far, and of how many (None where nobody says).

    Returns
    -------
    Downloaded
        The folder, the commit and its date, and for each file its address, size in bytes and SHA-256.

    Raises
    ------
    NotReachable
        The publisher cannot be reached, or does not answer as it should.
    NotValid
        What came is not the file that was asked for, or the folder cannot be filled.
    """
    source = find_publisher() if source is None else source
    into = into.resolve()
    check_may_fill(into, names=frozenset(file.name for file in source.files))
    fetcher = Fetcher(
        origins=frozenset({origin_of(source.api), origin_of(source.raw)}),
        clock=Clock.start(source.patience),
        largest=source.largest,
        advice=source.advice,
    )
    commit, committed = _newest_commit(source, fetcher=fetcher)
    ref = commit or source.branch
    contents = _fetch_files(source, ref=ref, fetcher=fetcher, progress=progress)
    described = (
        describe_file(name, data, address=source.file_address(name, ref=ref))
        for name, data in contents.items()
    )
    downloaded = Downloaded(
        folder=into,
        publisher=source.name,
        ref=ref,
        commit=commit,
        committed=committed,
        files=tuple(described),
    )
    put_in_place(into, {**contents, RECORD: downloaded.to_json().encode()})
    return downloaded


def _fetch_files(
    source: Publisher, *, ref: str, fetcher: Fetcher, progress: Progress | None
) -> dict[str, bytes]:
    """Every file by its name, each looked at before the next is asked for."""
    contents = {}
    for file in source.files:
        data = fetcher.fetch(source.file_address(file.name, ref=ref), name=file.name, progress=progress)
        check_arrived(file, data, advice=fetcher.advice)
        contents[file.name] = data
    return contents


def _newest_commit(source: Publisher, *, fetcher: Fetcher) -> tuple[str | None, datetime | None]:
    """The commit that the files are taken from; (None, None) where the list is closed to us for now.

    GitHub lists changes for a limited number of strangers an hour, but hands out files to all.
    """
    listed = f"The list of changes of {source.name}"
    try:
        answer = fetcher.fetch(source.commits_address, name=listed)
    except NotReachable as problem:
        if status_of(problem) in _TURNED_AWAY:
            return None, None
        raise
    found = _read_commit(answer)
    if found is None:
        what = "it names no commit and date"
        raise NotValid(f"{listed} is not what was asked for: {what}; {fetcher.advice}.")
    return found


def _read_commit(answer: bytes) -> tuple[str, datetime] | None:
    try:
        match json.loads(answer):
            case [{"sha": str(commit), "commit": {"committer": {"date": str(said)}}}, *_]:
                committed = datetime.fromisoformat(said)
            case _:
                return None
    # RecursionError: brackets within brackets, thousands deep.
    except (ValueError, RecursionError):
        return None
    if not _COMMIT.fullmatch(commit):
        return None
    return commit, committed if committed.tzinfo else committed.replace(tzinfo=UTC)
