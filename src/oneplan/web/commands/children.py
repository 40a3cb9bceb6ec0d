"""What the supervisor starts as processes of their own: the site, the pupils' pages, or a worker of jobs."""

import sys
from collections.abc import Sequence

import typer

from oneplan.errors import NotReachable, OneplanError
from oneplan.web.commands.lifeline import hold_on
from oneplan.web.commands.supervising import REFUSED


def become(what: str, words: Sequence[str]) -> None:
    """Become the pupils' pages, or the site or the worker once the tables are there."""
    if what == "survey":
        from oneplan.web.listen.collecting.serving import run  # noqa: PLC0415 - nobody else needs uvicorn

        lifeline, host, port = words
        hold_on(int(lifeline))
        run(host, port=int(port))
        return
    from oneplan.web.commands.database import prepare_database  # noqa: PLC0415 - small without the models

    prepare_database()
    if what == "site":
        from oneplan.web.commands.site import run_site  # noqa: PLC0415 - the worker needs no gunicorn

        lifeline, host, port, ready = words
        run_site(host, port=int(port), lifeline=int(lifeline), ready=int(ready))
    else:
        from oneplan.web.commands.worker import work_here  # noqa: PLC0415 - nor the site this

        work_here(int(words[0]))


def main(words: Sequence[str]) -> int:
    """Become what is asked for; a refusal is one sentence, and only a database that is away may come back."""
    try:
        become(words[0], words[1:])
    except OneplanError as error:
        typer.echo(f"Not done. {error}", err=True)
        return 1 if isinstance(error, NotReachable) else REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
