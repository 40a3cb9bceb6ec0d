"""Closes a wave for ever: its answers shuffled into one file, then its key and its store destroyed."""

from pathlib import Path

import polars as pl

from oneplan.errors import NotFound, NotValid
from oneplan.listen.closing.answers import make_frames
from oneplan.listen.closing.closed import RESPONSE, Closed
from oneplan.listen.closing.keeping import closed_file, count_closed, read_closed, write_closed
from oneplan.listen.collection.store import Count, Store
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.waves.keys import destroy_key
from oneplan.listen.waves.places import key_file, questionnaire_file
from oneplan.listen.waves.wave import Wave, write_wave

_COUNTED = RESPONSE.names()[3:]


def close_wave(home: Path, wave: Wave, *, store: Store) -> int:
    """Close a wave; whoever is stopped on the way, even by a power cut, calls it again and loses nothing.

    Nothing more is taken; then the last answers on each pupil's way are written in an order drawn by lot,
    numbered in that order, read back and compared; only then the key is destroyed, and after it the store
    with all that stood for codes and pupils. Nobody can link a code to answers afterwards, whatever else was
    kept. However many pupils there are, the answers of a few thousand are held in memory at once.

    Parameters
    ----------
    home
        The partnership's folder.
    wave
        The wave, open or half closed.
    store
        Its answers. Where an earlier call had come as far as destroying them, whatever opens in their place.

    Returns
    -------
    int
        How many pupils answered; `find_closed` reads what they said.

    Raises
    ------
    NotValid
        When the wave was never opened; when answers are none that the questionnaire has; when the store took
        answers after the wave was closed. Nothing has been removed then.
    NotReachable
        When the disk or the database does not do as it should. Nothing has been lost then.
    """
    if wave.state == "draft":
        raise NotValid(f"The wave “{wave.id}” was never opened, so there is nothing to close.")
    asked = read_questionnaire(questionnaire_file(home, wave.id))
    is_written = closed_file(home, wave.id).exists() and not key_file(home, wave.id).exists()
    if not is_written:
        store.seal()
        write_wave(home, wave.model_copy(update={"state": "closed"}))
        frames = make_frames(store.sheets(), asked=asked, wave=wave)
        write_closed(frames, asked=asked, response=_response(store.counts()), home=home, wave=wave)
        destroy_key(home, wave.id)
    elif not store.is_sealed() and any(store.sheets()):
        raise NotValid(
            f"The wave “{wave.id}” is closed, and there are new answers beside it. Nothing was removed; "
            "look at where they come from, perhaps a backup that was put back in part."
        )
    pupils = count_closed(home, wave, asked=asked)
    store.destroy()
    return pupils


def find_closed(home: Path, wave: Wave) -> Closed:
    """What is left of a wave that was closed.

    Raises
    ------
    NotFound
        When it is not closed, or closing it was broken off.
    """
    if not closed_file(home, wave.id).exists() or key_file(home, wave.id).exists():
        raise NotFound(f"The wave “{wave.title}” is not closed. Close it first.")
    return read_closed(home, wave, asked=read_questionnaire(questionnaire_file(home, wave.id)))


def _response(counts: list[Count]) -> pl.DataFrame:
    rows = [{**one.group.model_dump(), **{name: getattr(one, name) for name in _COUNTED}} for one in counts]
    return pl.DataFrame(rows, schema=RESPONSE)
