"""Why an objective is one, as a form asks for it: what is claimed, what speaks for it, what is not known."""

from collections.abc import Mapping
from typing import Any

from django import forms

from oneplan.web.plan.writing.rows import Content

WHY = "why"
ASKED = {
    "claim": "Why it is one: what is claimed",
    "evidence": "Why it is one: what speaks for it",
    "question": "Why it is one: what nobody knows yet",
}


def asks_why(part: str, only: str) -> bool:
    """Whether this form asks for it."""
    return part == "objectives" and only in ("", WHY)


def why_fields() -> dict[str, forms.Field]:
    """The three fields, none of which has to be filled in."""
    area = {"attrs": {"rows": 3}}
    return {
        f"{WHY}_{name}": forms.CharField(
            label=label, required=False, max_length=2000, widget=forms.Textarea(**area)
        )
        for name, label in ASKED.items()
    }


def why_initial(entry: Content) -> dict[str, str]:
    """What the fields show of an entry."""
    said = entry.get(WHY) or {}
    return {f"{WHY}_{name}": said.get(name, {}).get("text", "") for name in ASKED}


def read_why(cleaned: Mapping[str, Any], entry: Content) -> Content | None:
    """What was written; words that stayed keep whose they are, other words are no quotation any more."""
    was = entry.get(WHY) or {}
    now: Content = {}
    for name in ASKED:
        text = " ".join(str(cleaned.get(f"{WHY}_{name}") or "").split())
        before = was.get(name, {})
        now[name] = before if text == before.get("text", "") else {"text": text}
    return now if any(one.get("text") for one in now.values()) else None


def say_why(said: Content | None) -> str:
    """The same on a page."""
    told = (
        (label.partition(": ")[2], (said or {}).get(name, {}).get("text")) for name, label in ASKED.items()
    )
    return " ".join(f"{label.capitalize()}: {text}" for label, text in told if text)
