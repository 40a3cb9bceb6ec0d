"""The addresses at which a plan is written, beside the act that opens each."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from oneplan.web.people.rules import needs
from oneplan.web.plan.writing import findings, reading, views

HERE = "partners/plan/<int:number>/"
ENTRY = f"{HERE}entry/<int:entry>/"


def _opened(act: str, address: str, view: Callable[..., HttpResponse]) -> list[URLPattern]:
    return needs(act, path(address, view, name=view.__name__.replace("_", "-")))


addresses = [
    *needs(
        "plan.read",
        path("partners/plan/", reading.plans, name="plans"),
        path(HERE, reading.edition, name="edition"),
        path(f"{HERE}part/<str:part>/", reading.part, name="part"),
        path(ENTRY, reading.entry, name="entry"),
        path(f"{HERE}check/", reading.check, name="check"),
        path(f"{HERE}threads/", reading.threads, name="threads"),
        path(f"{HERE}compare/<int:other>/", reading.compare, name="compare-editions"),
        path(f"{HERE}files.zip", reading.files, name="edition-files"),
    ),
    *_opened("plan.draft", f"{HERE}draft/", views.start_draft),
    *_opened("plan.add", f"{HERE}add/<str:part>/", views.add),
    *needs(
        "plan.change",
        path(f"{ENTRY}change/", views.change, name="change-entry"),
        path(f"{ENTRY}change/<str:field>/", views.change, name="change-field"),
    ),
    *_opened("activity.write", f"{ENTRY}own/", views.own_activity),
    *_opened("plan.change-head", f"{HERE}head/", views.change_head),
    *_opened("plan.end", f"{ENTRY}end/", views.end),
    *_opened("plan.replace", f"{HERE}replace/", views.replace),
    *_opened("plan.move", f"{ENTRY}move/", views.move),
    *needs(
        "plan.adopt",
        path(f"{HERE}findings/", findings.findings, name="findings"),
        path(f"{HERE}findings/<str:family>/<str:group>/", findings.adopt, name="adopt"),
    ),
    *_opened(
        "plan.adopt-finding", f"{HERE}findings/released/<int:release>/<int:place>/", findings.adopt_released
    ),
    *_opened("plan.consult", f"{HERE}consult/", views.consult),
    *_opened("plan.reopen", f"{HERE}reopen/", views.take_back),
    *_opened("plan.agree", f"{HERE}agree/", views.agree),
    *_opened("plan.bring-into-force", f"{HERE}bring-into-force/", views.bring_into_force),
    *_opened("plan.review", f"{HERE}review/", views.begin_review),
    *_opened("plan.end-review", f"{HERE}end-review/", views.end_review),
    *_opened("plan.withdraw", f"{HERE}withdraw/", views.withdraw),
]
