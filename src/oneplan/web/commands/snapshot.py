"""Looks at the database as it stood at one moment, while others go on writing, and knows its tables then."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps.registry import Apps
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from oneplan.errors import NotValid

ALIAS = "snapshot"
Step = tuple[str, str]


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection that sees one moment and can change nothing; writers do not wait for it."""
    settings = dict(connections["default"].settings_dict)
    options = dict(settings.get("OPTIONS", {}))
    options.pop("pool", None)
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
        options["init_command"] = "PRAGMA query_only=ON;"
    connections.settings[ALIAS] = settings | {"OPTIONS": options}
    opened = connections[ALIAS]
    try:
        with transaction.atomic(using=ALIAS), opened.cursor() as cursor:
            if opened.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # The moment is that of the first thing that is read.
            opened.introspection.table_names(cursor)
            yield opened
    finally:
        opened.close()
        del connections[ALIAS], connections.settings[ALIAS]


def steps_of(opened: BaseDatabaseWrapper) -> list[Step]:
    """The changes to tables that this database has been through.

    Raises
    ------
    NotValid
        When a newer version made some of them.
    """
    loader = MigrationLoader(opened)
    unknown = [
        ".".join(step)
        for step in loader.applied_migrations
        if step not in loader.disk_migrations and step[0] in loader.migrated_apps
    ]
    if unknown:
        raise NotValid(
            f"A newer version of oneplan made this database ({unknown[0]} is not known here). "
            "Use that version for this."
        )
    return sorted(step for step in loader.applied_migrations if step in loader.disk_migrations)


def tables_after(steps: list[Step], opened: BaseDatabaseWrapper) -> Apps:
    """The tables as they are after these changes, and not as the program knows them now."""
    loader = MigrationLoader(opened)
    apps: Apps = loader.project_state(_last_of_each(steps, loader)).apps
    return apps


def make_tables_up_to(steps: list[Step], opened: BaseDatabaseWrapper) -> None:
    """Make the tables of an earlier version, in an empty database."""
    executor = MigrationExecutor(opened)
    known = set(executor.loader.disk_migrations)
    unknown = [".".join(step) for step in steps if step not in known]
    if unknown:
        raise NotValid(
            f"A newer version of oneplan made this backup ({unknown[0]} is not known here). "
            "Install that version to restore it; nothing was changed."
        )
    executor.migrate(_last_of_each(steps, executor.loader))


def _last_of_each(steps: list[Step], loader: MigrationLoader) -> list[Step]:
    """The steps that nothing in the same room follows."""
    followed = {
        step
        for step in steps
        if any(
            child.key[0] == step[0] and child.key in steps for child in loader.graph.node_map[step].children
        )
    }
    return [step for step in steps if step not in followed]
