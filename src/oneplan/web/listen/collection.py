"""A wave where its answers are collected: opens it there, counts who took part, and makes codes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import polars as pl

from oneplan.errors import NotValid
from oneplan.listen.closing.close import close_wave
from oneplan.listen.closing.closed import RESPONSE
from oneplan.listen.closing.keeping import closed_file, response_file
from oneplan.listen.closing.quoted import find_quotes, quoted_file, write_quoted
from oneplan.listen.collection.issuing import issue_codes
from oneplan.listen.collection.issuing import list_codes as list_issued
from oneplan.listen.collection.opening import open_store as open_answers
from oneplan.listen.collection.store import Count, Store
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.waves.keys import destroy_key, make_key, read_key
from oneplan.listen.waves.places import key_file, questionnaire_file, wave_folder
from oneplan.listen.waves.wave import Group, read_wave, write_wave
from oneplan.listen.waves.wave import Wave as Kept
from oneplan.web import wiring
from oneplan.web.listen.models import Reading, School, Wave

WITHOUT = b""
"""In place of a key that is lost: enough to count with, and to make no code of."""


def open_collection(wave: Kept, *, questionnaire: str, shares: Mapping[Group, int]) -> None:
    """Begin to collect: the key, the codes, the questionnaire, and last the file that says that it is open.

    Whatever was there of an opening that was cut off is gone on from, so that no printed card is worthless.
    """
    home = wiring.home()
    wave_folder(home, wave.id).mkdir(mode=0o700, parents=True, exist_ok=True)
    questionnaire_file(home, wave.id).write_text(questionnaire, encoding="utf-8")
    is_new = not has_key(wave.id)
    key = make_key(home, wave.id) if is_new else read_key(home, wave.id)
    with _store(wave.id, key) as store:
        if is_new:
            store.forget_tickets()
        for group, codes in shares.items():
            missing = codes - len(list_issued(store, key, group=group))
            if missing > 0:
                issue_codes(store, key, group=group, cards=missing)
    write_wave(home, wave)


def has_key(wave: str) -> bool:
    """Whether the key of a wave is here; a backup never holds it."""
    return key_file(wiring.home(), wave).exists()


def count_groups(wave: Wave) -> list[Count]:
    """How far each class of a wave is that is being collected."""
    with open_store(wave.key) as store:
        return store.counts()


def frame_of(counts: Sequence[Count]) -> pl.DataFrame:
    """The counts of classes as a table."""
    rows = [
        (*_place(one.group), one.issued, one.unused, one.started, one.done, one.declined, one.empty)
        for one in counts
    ]
    return pl.DataFrame(rows, schema=RESPONSE, orient="row")


def read_response(wave: Wave) -> pl.DataFrame:
    """How far each class was when a wave was closed, as it was written down then."""
    return pl.read_csv(response_file(wiring.home(), wave.key), schema=RESPONSE)


def close_collection(wave: Wave) -> int:
    """Close a wave for ever, and say how many pupils answered; it may be called again after being cut off."""
    home = wiring.home()
    kept = read_wave(home, wave.key)
    with open_store(wave.key) as store:
        if has_key(wave.key):
            store.seal()
            _keep_quotes(wave, kept, store=store)
        return close_wave(home, kept, store=store)


def forget_collection(wave: Wave) -> None:
    """Remove what an opening that was cut off left behind."""
    if has_key(wave.key):
        with open_store(wave.key) as store:
            store.destroy()
        destroy_key(wiring.home(), wave.key)


def delete_answers(wave: Wave) -> None:
    """Delete the answers of a closed wave; how many took part stays."""
    for path in (quoted_file, closed_file):
        path(wiring.home(), wave.key).unlink(missing_ok=True)


def list_codes(school: School) -> dict[Group, list[str]]:
    """The codes of each class of a school in which nobody has begun yet.

    Raises
    ------
    NotFound
        When the key of the wave is not here.
    """
    key = read_key(wiring.home(), school.wave.key)
    with _store(school.wave.key, key) as store:
        fresh = [one for one in store.counts() if one.group.school == school.school and _is_untouched(one)]
        return {one.group: list_issued(store, key, group=one.group) for one in fresh}


def add_codes(wave: Wave, group: Group, *, codes: int) -> list[str]:
    """Issue extra codes to a class.

    Raises
    ------
    NotFound
        When the key of the wave is not here.
    NotValid
        When the class would have more codes than any has pupils.
    """
    key = read_key(wiring.home(), wave.key)
    with _store(wave.key, key) as store:
        return issue_codes(store, key, group=group, cards=codes)


def renew_codes(wave: Wave) -> None:
    """Make a new key, and as many new codes as were left unused; every answer stays.

    Raises
    ------
    NotValid
        When the key is here, so that the cards still work.
    """
    if has_key(wave.key):
        raise NotValid("The key of this wave is here, so its cards still work. Issue extra codes instead.")
    with open_store(wave.key) as store:
        unused = {one.group: one.unused + one.started for one in store.counts()}
        store.forget_tickets()
    key = make_key(wiring.home(), wave.key)
    with _store(wave.key, key) as store:
        for group, codes in unused.items():
            if codes:
                issue_codes(store, key, group=group, cards=codes)
    # The pupils' pages look at this file alone: written anew, it lets them read the new key.
    write_wave(wiring.home(), read_wave(wiring.home(), wave.key))


def set_paused(wave: Wave, group: Group, *, paused: bool) -> None:
    """Let a class wait, or go on."""
    with open_store(wave.key) as store:
        store.pause(group, paused=paused)


def say_adults(wave: Wave, adults: Mapping[str, str]) -> None:
    """Tell the pupils' pages who the named adult of each school is."""
    kept = read_wave(wiring.home(), wave.key)
    write_wave(wiring.home(), kept.model_copy(update={"contacts": dict(adults)}))


@contextmanager
def open_store(wave: str) -> Iterator[Store]:
    """The store of a wave, with its key or without."""
    with _store(wave, read_key(wiring.home(), wave) if has_key(wave) else WITHOUT) as store:
        yield store


@contextmanager
def _store(wave: str, key: bytes) -> Iterator[Store]:
    store = open_answers(wiring.home(), wave, key=key, address=wiring.answers_address())
    try:
        yield store
    finally:
        store.close()


def _keep_quotes(wave: Wave, kept: Kept, *, store: Store) -> None:
    """Keep what a person passed for quoting; without the key nobody could tell which texts these are."""
    passed = Reading.objects.filter(wave=wave, may_quote=True)
    places = {one.text: [(start, end) for start, end in one.taken_out] for one in passed}
    asked = read_questionnaire(questionnaire_file(wiring.home(), wave.key))
    quotes = find_quotes(store, asked=asked, wave=kept, passed=places)
    write_quoted(wiring.home(), wave.key, quotes=quotes)


def _place(group: Group) -> tuple[str, int, str]:
    return group.school, group.year, group.version


def _is_untouched(one: Count) -> bool:
    return one.unused == one.issued
