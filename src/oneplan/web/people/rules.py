"""Writes beside each address which act of `MAY` opens it; an address without one is closed to everybody."""

from django.urls import URLPattern

from oneplan.people import MAY

RULE = "oneplan_rule"
EVERYONE = "public.read"


def for_everyone(*addresses: URLPattern) -> list[URLPattern]:
    """Addresses that anybody may read without an account."""
    return needs(EVERYONE, *addresses)


def needs(act: str, *addresses: URLPattern) -> list[URLPattern]:
    """Addresses that are open to those who may do this act."""
    MAY[act]  # a name that is not in the table fails when the program starts
    for address in addresses:
        _write(address, act)
    return list(addresses)


def rule_of(address: URLPattern) -> str | None:
    """The act that opens an address, or None where nobody wrote one down."""
    return getattr(address.callback, RULE, None)


def _write(address: URLPattern, act: str) -> None:
    written = getattr(address.callback, RULE, act)
    if written != act:
        raise TypeError(f"{address.pattern} is opened by {written} and by {act}; choose one.")
    setattr(address.callback, RULE, act)
