"""What makes a function an act: it asks whether it may, does all or nothing, and is remembered."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.db import models, transaction

from oneplan.errors import NotFound, NotValid
from oneplan.people import MAY, Actor, check_may
from oneplan.web.people.models import Invitation, Link, Organisation, Person, Term
from oneplan.web.people.trail import About, remember, snapshot

Thing = TypeVar("Thing", bound=models.Model)
Done_co = TypeVar("Done_co", bound=models.Model, covariant=True)


ACTS: dict[str, str] = {}
"""Which function does which act."""


class Acting(Protocol[Done_co]):
    """An act as it is called: with the thing that it changes, or None where it makes one."""

    def __call__(
        self,
        thing: models.Model | None = None,
        /,
        *,
        by: Actor,
        seen: str = "",
        **given: Any,  # noqa: ANN401 - what an act needs is its own affair
    ) -> Done_co:
        """Do it, or raise without having done any of it."""


def act(name: str) -> Callable[[Callable[..., Thing]], Acting[Thing]]:
    """Make a function an act of `MAY`.

    The function takes the thing to change (fresh from the database and held until the end), or None where it
    makes one, `by`, and what else it needs by keyword; it saves, and returns the thing as it is then. An
    organisation goes by the name `organisation=`: whoever acts must be allowed to act for it too.

    The act raises NotAllowed before anything is read, NotFound where the thing is gone, and NotValid where
    `seen` (see `version_of`) is not how it stands: somebody else was faster.
    """
    MAY[name]  # a name that is not in the table fails when the program starts
    if name in ACTS:
        raise TypeError(f"{name} is done by {ACTS[name]} already: an act has one function.")

    def make(function: Callable[..., Thing]) -> Acting[Thing]:
        ACTS[name] = f"{function.__module__}.{function.__name__}"

        @wraps(function)
        def acting(
            thing: models.Model | None = None,
            /,
            *,
            by: Actor,
            seen: str = "",
            **given: Any,  # noqa: ANN401 - what an act needs is its own affair
        ) -> Thing:
            check_may(by, name)
            with transaction.atomic():
                held = _hold(thing)
                for whose in _whose(held, given):
                    check_may(by, name, organisation=whose)
                before = snapshot(held)
                if seen and seen != version_of(held):
                    raise NotValid(
                        "Somebody else changed this while you were writing. "
                        "Look at what it says now, then send yours again."
                    )
                done = function(held, by=by, **given)
                remember(name, by=by, about=about(done), before=before, after=snapshot(done))
            return done

        return acting

    return make


def check_and_remember_reading(name: str, *, by: Actor, title: str = "") -> None:
    """Ask whether somebody may read this, and remember it where the table calls it sensitive."""
    check_may(by, name)
    if MAY[name].sensitive:
        remember(name, by=by, about=About(title=title))


def version_of(thing: models.Model | None) -> str:
    """How a thing stands, in a few letters: a form carries it, so that no change is lost under another."""
    written = json.dumps(snapshot(thing), sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def organisation_of(thing: object) -> str:
    """The key of the organisation whose thing it is; "" for a thing of the whole partnership."""
    if isinstance(thing, Organisation):
        return thing.key
    if isinstance(thing, Person | Term | Link):
        return thing.organisation.key
    if isinstance(thing, Invitation):
        return thing.person.organisation.key
    # Things of upper rooms say themselves whose they are.
    return str(getattr(thing, "organisation_key", ""))


def about(thing: models.Model) -> About:
    """What an entry in the log says of the thing it is about."""
    return About(
        kind=str(thing._meta.verbose_name or ""),
        thing=str(thing.pk),
        title=str(thing),
        organisation=organisation_of(thing),
    )


def _whose(held: models.Model | None, given: dict[str, Any]) -> set[str]:
    """Every organisation that is touched: that of the thing as it is, and the one it is given to."""
    touched = [held] if held is not None else []
    touched += [given["organisation"]] if given.get("organisation") is not None else []
    return {organisation_of(thing) for thing in touched} or {""}


def _hold(thing: models.Model | None) -> models.Model | None:
    """The thing as it stands now, held against others until the transaction ends."""
    if thing is None:
        return None
    found = type(thing)._base_manager.select_for_update().filter(pk=thing.pk).first()
    if found is None:
        raise NotFound("Somebody removed this in the meantime. Go back and look at the list.")
    return found
