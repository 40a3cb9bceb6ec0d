"""A table as a file that a browser saves: what kind it is, and a name that says whose it is."""

from django.http import HttpResponse

from oneplan.words.area import Area


def send_csv(text: str, *, name: str, area: Area | None = None) -> HttpResponse:
    """The file, named after what it holds and, where it is about one authority, after that."""
    place = f"-{area.name.lower().replace(',', '').replace(' ', '-')}" if area else ""
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}{place}.csv"'},
    )
