"""A table as a file that a browser saves: what kind it is, and a name that says whose it is."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from oneplan.publish.formats import words_to_csv
from oneplan.words.area import Area


def send_csv(text: str, *, name: str, area: Area | None = None) -> HttpResponse:
    """The file, named after what it holds and, where it is about one authority, after that."""
    place = f"-{area.name.lower().replace(',', '').replace(' ', '-')}" if area else ""
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}{place}.csv"'},
    )


def send_words(lines: Iterable[Sequence[str]], *, columns: Sequence[str], name: str) -> HttpResponse:
    """A table of words, line by line, as a file."""
    named = [dict(zip(columns, line, strict=True)) for line in lines]
    return send_csv(words_to_csv(named, columns=columns), name=name)
