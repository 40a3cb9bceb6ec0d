"""Gunicorn's own messages, without the people in them."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from oneplan.web.settings.logs import WithoutPeople


class PlainLog(Logger):
    """What gunicorn says of itself; it writes no list of who asked for what."""

    def setup(self, cfg: Config) -> None:
        """Set up as gunicorn does, then let every handler leave people out."""
        super().setup(cfg)
        for handler in [*self.error_log.handlers, *self.access_log.handlers]:
            handler.setFormatter(WithoutPeople())
