"""Stops reading what somebody sends as soon as it is larger than any file that is taken."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from oneplan.web.people.uploads import LARGEST

# A form with a file of the largest size still has other fields around it.
LARGEST_REQUEST = LARGEST + 1024**2


class NoMore(FileUploadHandler):
    """Counts the bytes of every file in a request, and ends the request where they are too many."""

    def handle_raw_input(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as Django gives them
        """Refuse by what the request says of itself, before anything is read."""
        del named
        _, _, content_length, *_ = given
        self.received = 0
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("More was sent than any form here takes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and pass on to whoever keeps the bytes."""
        del start
        self.received += len(raw_data)
        if self.received > LARGEST_REQUEST:
            raise RequestDataTooBig("More was sent than any form here takes.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""
        del file_size
