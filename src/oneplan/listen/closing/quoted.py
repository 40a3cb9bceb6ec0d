"""What pupils wrote that a person passed for quoting: kept beside a closed wave, by school and no closer."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import SystemRandom

from oneplan.errors import NotReachable
from oneplan.listen.collection.store import Store
from oneplan.listen.collection.way import on_the_way, route_of
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.texts.private import hide_private
from oneplan.listen.waves.places import wave_folder
from oneplan.listen.waves.wave import Wave

Places = Sequence[tuple[int, int]]
"""Where parts of a text begin and end."""


@dataclass(frozen=True)
class Quote:
    """Words that a person passed for quoting.

    Attributes
    ----------
    school
        The id of the school whose pupil wrote them.
    question
        What they answer.
    text
        The words in their own spelling, with everything taken out that could lead to somebody.
    """

    school: str
    question: str
    text: str


def quoted_file(home: Path, wave: str) -> Path:
    """Where the words of a wave lie that may be quoted."""
    return wave_folder(home, wave) / "quoted.json"


def find_quotes(
    store: Store, *, asked: Questionnaire, wave: Wave, passed: Mapping[str, Places]
) -> Iterator[Quote]:
    """The words that may be quoted, without what could lead to somebody.

    What a pupil deleted, or took off their way by a later answer, is not among them.

    Parameters
    ----------
    store
        The answers of a wave that takes no more, with its key.
    asked, wave
        What was asked, and of whom.
    passed
        The names of the texts that a person passed, and the places that this person wants taken out.
    """
    kept = set(_list_kept(store, asked=asked, wave=wave)) if passed else set()
    for said in store.texts() if passed else ():
        if said.id in passed and (said.group.school, said.question, said.text) in kept:
            text = hide_private(said.text, also=passed[said.id])
            yield Quote(said.group.school, said.question, text)


def _list_kept(store: Store, *, asked: Questionnaire, wave: Wave) -> Iterator[tuple[str, str, str]]:
    """School, question and text of everything that pupils wrote and that stands at the end."""
    routes = {version: route_of(asked, wave, version=version) for version in asked.versions}
    for sheet in store.sheets():
        if any("text" in given for given in sheet.answers.values()):
            for question, given in on_the_way(routes[sheet.group.version], sheet.answers).items():
                if "text" in given:
                    yield sheet.group.school, question, given["text"]


def write_quoted(home: Path, wave: str, *, quotes: Iterable[Quote]) -> None:
    """Write the words that may be quoted, in an order drawn by lot; no file where there are none.

    Raises
    ------
    NotReachable
        When the disk is full or may not be written to. Nothing has been lost then.
    """
    drawn = list(quotes)
    SystemRandom().shuffle(drawn)
    if not drawn:
        return
    path = quoted_file(home, wave)
    draft = path.with_name(path.name + ".new")
    try:
        draft.touch(mode=0o600)
        with draft.open("w", encoding="utf-8") as file:
            json.dump([asdict(one) for one in drawn], file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise NotReachable(
            f"What may be quoted cannot be written ({error}). Make room in {path.parent} and close the wave "
            "again; nothing was lost."
        ) from error


def read_quoted(home: Path, wave: str) -> tuple[Quote, ...]:
    """The words of a closed wave that may be quoted; none where no person passed any."""
    path = quoted_file(home, wave)
    if not path.is_file():
        return ()
    return tuple(Quote(**one) for one in json.loads(path.read_text(encoding="utf-8")))
