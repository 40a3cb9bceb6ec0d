"""A page that was rendered once, with the few places that are filled for each request."""

import re
from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe

_OPEN, _CLOSE = "\x02", "\x03"
_PLACE = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")


class Places(dict[str, SafeString]):
    """What a template writes for a place of any name: `{{ place.back }}`."""

    def __missing__(self, name: str) -> SafeString:
        """The mark of a place; no text of a questionnaire can hold its two letters."""
        return mark_safe(f"{_OPEN}{name}{_CLOSE}")  # noqa: S308 - two control letters around a name of ours


class Page:
    """A page whose places wait to be filled."""

    def __init__(self, html: str) -> None:
        pieces = _PLACE.split(re.sub(r"\n\s*\n+", "\n", html))
        self._fixed = [piece.encode() for piece in pieces[::2]]
        self._places = pieces[1::2]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page with these values, which have to be safe in HTML; a place without one stays empty."""
        filled = [self._fixed[0]]
        for name, fixed in zip(self._places, self._fixed[1:], strict=True):
            filled += (values.get(name, "").encode(), fixed)
        return b"".join(filled)
