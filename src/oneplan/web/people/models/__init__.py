"""What is remembered of organisations, people and what they did."""

from oneplan.web.people.models.accounts import Account, Invitation, Link
from oneplan.web.people.models.arrangements import Document, Version
from oneplan.web.people.models.log import Event, LogHead
from oneplan.web.people.models.organisations import Group, Organisation, Person, Seat, Term

__all__ = [
    "Account",
    "Document",
    "Event",
    "Group",
    "Invitation",
    "Link",
    "LogHead",
    "Organisation",
    "Person",
    "Seat",
    "Term",
    "Version",
]
