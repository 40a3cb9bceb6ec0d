"""The pupils' pages in this process: uvicorn with our settings, and stores as the site's settings say."""

import logging.config
import os
import sys
from typing import Any

import typer
import uvicorn

from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.store import Store
from oneplan.listen.waves.wave import Wave
from oneplan.web import settings
from oneplan.web.listen.collecting.application import Application, Surroundings
from oneplan.web.listen.collecting.waves import OpenWaves

BACKLOG = 4096
STOP_SECONDS = 8
TURN_SECONDS = 0.0002
"""How long the loop keeps Python to itself while the thread that writes waits for its turn, of which each
statement needs one: with Python's own 0.005 a commit of fifty answers took a third of a second under load."""


def make_application() -> Application:
    """The application, as the settings of the site say."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneplan.web.settings")
    around = Surroundings(
        hosts=[name.strip("[]").lower() for name in settings.ALLOWED_HOSTS],
        https=settings.HTTPS,
        proxies=settings.PROXIES,
    )
    return Application(OpenWaves(settings.HOME, opens=open_answers), around=around)


def open_answers(wave: Wave, key: bytes) -> Store:
    """The store of a wave: in PostgreSQL where the site is, else in a file of its own."""
    address = os.environ.get("DATABASE_URL", "")
    return open_store(
        settings.HOME, wave.id, key=key, address="" if address.startswith("sqlite") else address
    )


def run(host: str, *, port: int) -> None:
    """Serve until TERM; what was sent meanwhile is kept and acknowledged first."""
    logging.config.dictConfig(settings.LOGGING)
    sys.setswitchinterval(TURN_SECONDS)
    config = uvicorn.Config(
        make_application(),
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_keep_alive=30,
    )
    Told(config, address=f"http://{f'[{host}]' if ':' in host else host}:{port}/").run()


class Told(uvicorn.Server):
    """Uvicorn, which says where it is once it listens."""

    def __init__(self, config: uvicorn.Config, *, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 - as uvicorn hands it on
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            typer.echo(f"The survey is at {self._address} (codes are on the cards)")
            sys.stdout.flush()
