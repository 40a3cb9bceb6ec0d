"""The addresses of the pages about children."""

from django.urls import path

from oneplan.web.people.rules import for_everyone, needs
from oneplan.web.understand import views
from oneplan.web.understand.evidence import views as evidence
from oneplan.web.understand.groups import views as groups
from oneplan.web.understand.measures import views as measures

app_name = "understand"
urlpatterns = [
    *for_everyone(
        path("children/", views.children, name="children"),
        path("children/hidden-gaps/", views.hidden_gaps, name="hidden-gaps"),
        path("children/hidden-gaps.csv", views.hidden_gaps_csv, name="hidden-gaps-csv"),
        path("children/measures/", measures.measures, name="measures"),
        path("children/measures.csv", measures.measures_csv, name="measures-csv"),
        path("children/measures/<slug:family>/", measures.measure, name="measure"),
        path("children/measures/<slug:family>.csv", measures.measure_csv, name="measure-csv"),
        path("children/groups/", groups.groups, name="groups"),
        path("children/groups/<slug:id_>/", groups.group, name="group"),
        path("children/groups/<slug:id_>.csv", groups.group_csv, name="group-csv"),
    ),
    *needs(
        "evidence.read",
        path("partners/evidence/", evidence.evidence, name="evidence"),
        path("partners/evidence/<slug:key>/", evidence.data_set, name="data-set"),
        path("partners/evidence/<slug:key>/<int:number>/", evidence.analysis, name="analysis"),
    ),
    *needs(
        "evidence.count",
        path("partners/evidence/<slug:key>/look/", evidence.look_for_gaps, name="look-for-gaps"),
    ),
    *needs(
        "records.delete",
        path("partners/evidence/<slug:key>/delete/", evidence.delete, name="delete-data-set"),
    ),
]
