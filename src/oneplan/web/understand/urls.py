"""The addresses of the pages about children."""

from django.urls import path

from oneplan.web.people.rules import for_everyone, needs
from oneplan.web.understand import views
from oneplan.web.understand.evidence import views as evidence
from oneplan.web.understand.gate import released
from oneplan.web.understand.gate import views as gate
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
        path("children/groups/<slug:id_>.csv", groups.group_csv, name="group-csv"),
        path("children/findings/", released.findings, name="findings"),
        path("children/findings/<int:number>/", released.finding, name="finding"),
        path("children/findings/<int:number>.csv", released.finding_csv, name="finding-csv"),
        path("children/findings/<int:number>.json", released.finding_certificate, name="finding-certificate"),
    ),
    *needs(
        "release.read",
        path("partners/findings/", released.partner_findings, name="partner-findings"),
        path("partners/findings/<int:number>/", released.partner_finding, name="partner-finding"),
        path("partners/findings/<int:number>.csv", released.partner_csv, name="partner-csv"),
        path("partners/findings/<int:number>.json", released.partner_certificate, name="partner-certificate"),
    ),
    *needs(
        "records.add",
        path("partners/evidence/waves/<slug:key>/", evidence.bring_in_wave, name="bring-in-wave"),
    ),
    # Before the data sets: none of them may have the key “gate”.
    *needs(
        "gate.read",
        path("partners/evidence/gate/", gate.gate, name="gate"),
        path("partners/evidence/gate/<int:number>/", gate.release, name="release"),
        path("partners/evidence/gate/<int:number>/table.csv", gate.table_csv, name="release-csv"),
        path("partners/evidence/gate/<int:number>/certificate.json", gate.certificate, name="certificate"),
    ),
    *needs("release.choose", path("partners/evidence/gate/new/<slug:key>/", gate.choose, name="choose")),
    *needs("release.change", path("partners/evidence/gate/<int:number>/change/", gate.change, name="change")),
    *needs("release.run", path("partners/evidence/gate/<int:number>/run/", gate.run, name="run")),
    *needs("release.ask", path("partners/evidence/gate/<int:number>/ask/", gate.ask_second, name="ask")),
    *needs(
        "release.withdraw",
        path("partners/evidence/gate/<int:number>/withdraw/", gate.withdraw, name="withdraw"),
    ),
    *needs("release.drop", path("partners/evidence/gate/<int:number>/drop/", gate.drop, name="drop")),
    *needs(
        "release.return",
        path("partners/evidence/gate/<int:number>/return/", gate.send_back, name="send-back"),
    ),
    *needs(
        "release.release", path("partners/evidence/gate/<int:number>/release/", gate.let_out, name="let-out")
    ),
    *needs(
        "release.recall",
        path("partners/evidence/gate/<int:number>/recall/", gate.take_back, name="take-back"),
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
