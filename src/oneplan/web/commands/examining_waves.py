"""Looks at the waves of the survey: their keys, their days, and what PostgreSQL remembers of who answered."""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from oneplan.web.commands.examining import Finding
from oneplan.web.listen.collection import has_key
from oneplan.web.listen.models import State, Wave
from oneplan.words.saying import say_day

FORGETS = {"wal_recycle": "off", "archive_mode": "off"}
"""What PostgreSQL's settings have to be, so that after the close its files do not tell who answered when."""


def waves_are_well() -> Iterator[Finding]:
    """Whether pupils can come into every open wave, none is past its day, and the server will forget."""
    for wave in Wave.objects.filter(state=State.OPEN):
        if not has_key(wave.key):
            yield Finding(
                f"The key of the open wave “{wave}” is missing, so no card works.",
                f"Put keys/{wave.key}.key back, or issue new codes on its page; every answer stays.",
            )
        if wave.closes < timezone.localdate():
            yield Finding(
                f"The wave “{wave}” is open, and its last day was {say_day(wave.closes)}.",
                f"Read what waits, then close it: /partners/listen/{wave.key}/",
            )
    if Wave.objects.filter(state__in=(State.DRAFT, State.OPEN, State.CLOSING)).exists():
        yield from _server_remembers()


def _server_remembers() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, wanted in FORGETS.items():
            cursor.execute("SELECT setting FROM pg_settings WHERE name = %s", [name])
            found = cursor.fetchone()
            if found and found[0] != wanted:
                yield Finding(
                    f"PostgreSQL’s {name} is {found[0]}, so its files may tell who answered when.",
                    f"Before the next wave opens, as its superuser: ALTER SYSTEM SET {name} = {wanted}; "
                    + ("then restart it." if name == "archive_mode" else "SELECT pg_reload_conf();"),
                )
