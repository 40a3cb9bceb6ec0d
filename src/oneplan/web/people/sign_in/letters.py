"""Sends mail after the answer is on its way, and keeps it in a folder where there is no mail server."""

import logging
from threading import Thread

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

from oneplan.web import wiring
from oneplan.web.settings.mail import LETTERS

ONLY_ITS_OWNER = 0o700


class KeptInFolder(EmailBackend):
    """Writes each letter into ONEPLAN_HOME/mail, where only whoever runs the site can read it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        folder = wiring.home() / LETTERS
        folder.mkdir(mode=ONLY_ITS_OWNER, parents=True, exist_ok=True)
        super().__init__(*args, **{**kwargs, "file_path": str(folder)})  # type: ignore[arg-type]


def send_later(letter: EmailMessage) -> Thread:
    """Send without anybody waiting, so that the time a page takes does not tell whom we know."""
    thread = Thread(target=_send, args=(letter,), name="letter")
    thread.start()
    return thread


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as error:
        # A refusal by a mail server is an OSError too. Neither the address, nor its words, which repeat it.
        logging.getLogger(__name__).error("A letter could not be sent: %s.", type(error).__name__)  # noqa: TRY400
