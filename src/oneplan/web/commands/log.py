"""Proves that the log is what was written, and takes it away as a file that proves itself."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from oneplan.errors import NotFound, NotReachable, NotValid
from oneplan.people import Actor
from oneplan.web.commands.database import start_django

if TYPE_CHECKING:
    from oneplan.web.people.models import Event

KEEPER = Actor(said="Somebody at the server’s command line")


def tell_log(*, file: Path | None = None, seal: str = "") -> None:
    """Say whether the log is whole, and name every place where it is not.

    Parameters
    ----------
    file
        An export of it, instead of the log itself.
    seal
        A seal that was written down earlier, and has to be in it.

    Raises
    ------
    NotValid
        When it is not whole.
    """
    start_django()
    from oneplan.web.people.models import LogHead  # noqa: PLC0415 - Django has to be ready
    from oneplan.web.people.trail import find_breaks  # noqa: PLC0415 - as above

    seals = [""]

    def watched() -> Iterator["Event"]:
        for event in _from_file(file) if file else _from_database():
            seals.append(event.seal)
            yield event

    breaks = list(find_breaks(watched(), head=None if file else LogHead.objects.get(pk=1)))
    if seal and seal not in seals:
        breaks.append("No entry has that seal, so the log was cut or written anew.")
    for sentence in breaks:
        typer.echo(sentence)
    if breaks:
        raise NotValid(
            "The log is not what was written. Keep it as it is, and compare it with a backup and an export."
        )
    typer.echo(f"The log is whole: {len(seals) - 1} entries. Its last seal is {seals[-1] or 'none yet'}")


def export_log(target: Path) -> None:
    """Write every entry as a line of JSON with its seal; that it was taken is remembered first.

    Raises
    ------
    NotReachable
        When the file cannot be written.
    """
    start_django()
    from oneplan.web.people.trail import About, remember, written  # noqa: PLC0415 - Django has to be ready

    remember("log.export", by=KEEPER, about=About(kind="log", title="The log, as a file"))
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    number, seal = 0, ""
    try:
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            for event in _from_database():
                line = written(event) | {"seal": event.seal}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                number, seal = number + 1, event.seal
        draft.replace(target)
    except OSError as error:
        raise NotReachable(
            f"The log cannot be written to {target}: {error.strerror}. Choose another place."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    typer.echo(f"{target}: {number} entries. Write down the last seal in another place: {seal}")


def _from_database() -> Iterator["Event"]:
    from oneplan.web.people.models import Event  # noqa: PLC0415 - Django has to be ready

    return Event.objects.order_by("number").iterator(chunk_size=1000)


def _from_file(path: Path) -> Iterator["Event"]:
    from oneplan.web.people.models import Event  # noqa: PLC0415 - Django has to be ready

    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                said = json.loads(line)
                yield Event(**said | {"at": datetime.fromisoformat(said["at"])})
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}. Name one that `oneplan log export` wrote.") from error
    except (TypeError, ValueError, KeyError, OSError) as error:
        raise NotValid(f"{path} is no export of a log, or a line of it is damaged.") from error
