"""Reads what is typed about records: names with commas, and after an equals sign values with bars."""

from oneplan.cells.declaring import Outcome


def names(text: str) -> list[str]:
    """What stands between the commas.

    Examples
    --------
    >>> names("sex, year,")
    ['sex', 'year']
    """
    return [name.strip() for name in text.split(",") if name.strip()]


def values(text: str) -> tuple[str | int, ...]:
    """What stands between the bars: words, or whole numbers where the file has numbers."""
    words = [word.strip() for word in text.split("|")]
    return tuple(int(word) if word.lstrip("-").isdigit() else word for word in words)


def typed_characteristics(text: str) -> dict[str, list[str] | None]:
    """Columns, with their levels in order where these were typed.

    Examples
    --------
    >>> typed_characteristics("sex,year=Year 4|Year 6")
    {'sex': None, 'year': ['Year 4', 'Year 6']}
    """
    declared: dict[str, list[str] | None] = {}
    for one in names(text):
        name, sign, levels = one.partition("=")
        declared[name.strip()] = [level.strip() for level in levels.split("|")] if sign else None
    return declared


def typed_outcomes(text: str) -> list[str | Outcome]:
    """Outcomes, with the answers that are cases where these were typed.

    Examples
    --------
    >>> typed_outcomes("safe,sad=Often|Always")[1].cases
    ('Often', 'Always')
    """
    declared: list[str | Outcome] = []
    for one in names(text):
        name, sign, cases = one.partition("=")
        declared.append(Outcome(name.strip(), cases=values(cases)) if sign else one)
    return declared
