"""Makes the database itself refuse to change or remove an entry of the log, whoever asks."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSAL = "The log can only grow: no entry is ever changed or removed."

SQLITE = [
    f"""CREATE TRIGGER people_event_{name} BEFORE {verb} ON people_event
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for name, verb in (("kept_as_it_is", "UPDATE"), ("kept_for_good", "DELETE"))
]
POSTGRESQL = [
    f"""CREATE FUNCTION people_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER people_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON people_event
        FOR EACH STATEMENT EXECUTE FUNCTION people_event_refuse()""",
]
STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def guard(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guard up."""
    for statement in STATEMENTS[editor.connection.vendor]:
        editor.execute(statement)


def start_the_chain(apps: StateApps, _: BaseDatabaseSchemaEditor) -> None:
    """Write the head of the log, so that the first two writers already wait for each other."""
    apps.get_model("people", "LogHead").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunPython(start_the_chain, migrations.RunPython.noop),
        migrations.RunPython(guard),
    ]
