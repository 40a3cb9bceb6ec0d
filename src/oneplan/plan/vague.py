"""Whether anybody could tell that an activity is done: words that promise nothing, and no step to see."""

import re

from oneplan.plan.doing import Activity

VAGUE = (
    "be committed to",
    "champion",
    "consider",
    "continue to",
    "encourage",
    "ensure",
    "explore",
    "focus on",
    "look at",
    "look into",
    "promote",
    "raise awareness",
    "seek to",
    "strengthen",
    "strive",
    "support",
    "where possible",
    "work together",
    "work towards",
    "work with partners",
)
"""Words with which a sentence can promise nothing."""
_VAGUE = re.compile(rf"\b(?:{'|'.join(VAGUE)})\b", re.IGNORECASE)
_HOW_MUCH = re.compile(
    r"\d|\b(?:each|every|all|one|two|three|four|five|six|seven|eight|nine|ten|twelve|once|weekly|monthly)\b",
    re.IGNORECASE,
)


def find_vague(activity: Activity) -> str:
    """Why nobody could tell that an activity is done; empty where somebody could.

    A milestone can be seen, and so can a number: either is enough. Without them, a word that promises nothing
    is named, or that there is no word beside the name.

    Examples
    --------
    >>> find_vague(Activity(id="A-1", name="Listening", text="Continue to promote listening.", serves=()))
    'it says “continue to” without saying how much, and has no milestone'
    >>> find_vague(Activity(id="A-1", name="Listening", text="Open a drop-in in each school.", serves=()))
    ''
    """
    said = " ".join((activity.name, activity.text, activity.how))
    if activity.milestones or _HOW_MUCH.search(f"{activity.text} {activity.how}"):
        return ""
    if found := _VAGUE.search(f"{activity.text} {activity.how}") or _VAGUE.search(said):
        return f"it says “{found[0].lower()}” without saying how much, and has no milestone"
    return "" if activity.text or activity.how else "it has a name alone, and no milestone"
