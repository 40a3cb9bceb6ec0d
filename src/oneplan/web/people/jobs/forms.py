"""What is asked before a job is started or cancelled."""

from django.forms import ChoiceField, Form, RadioSelect

from oneplan.web.jobs.kinds import all_kinds


class StartForm(Form):
    """Which job to start."""

    kind = ChoiceField(
        label="Which job?",
        widget=RadioSelect,
        choices=lambda: [(kind.name, kind.title) for kind in all_kinds().values() if kind.by_hand],
        error_messages={"required": "Choose a job.", "invalid_choice": "Choose one of these jobs."},
    )


class CancelForm(Form):
    """Nothing is asked: sending it is the answer."""
