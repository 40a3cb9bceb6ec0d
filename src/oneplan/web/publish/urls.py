"""The addresses of the home page and of the statements."""

from django.urls import path

from oneplan.web.people.rules import for_everyone, needs
from oneplan.web.publish import groups, views
from oneplan.web.publish.survey import views as survey
from oneplan.web.publish.survey.doing import views as doing
from oneplan.web.publish.survey.publishing import views as publishing
from oneplan.web.publish.workspace import views as workspace

app_name = "publish"
REPORTS = "partners/listen/<slug:key>/reports/"
SCHOOL = "partners/listen/<slug:key>/schools/<slug:school>/report"
ACTIONS = f"{SCHOOL}/actions/"
PUBLISH = "partners/listen/<slug:key>/publish/"
VOICES = "voices/surveys/<slug:key>"
urlpatterns = [
    *for_everyone(
        path("", views.home, name="home"),
        path("plan/priorities/<str:id_>/", doing.priority, name="priority"),
        path("children/groups/", groups.groups, name="groups"),
        path("children/groups/<slug:id_>/", groups.group, name="group"),
        path("voices/", publishing.voices, name="voices"),
        path(f"{VOICES}/", publishing.findings, name="survey-findings"),
        path(f"{VOICES}.csv", publishing.findings_csv, name="survey-findings-csv"),
        path(f"{VOICES}/print/", publishing.findings_to_print, name="survey-findings-to-print"),
        path(f"{VOICES}/<slug:page>/", publishing.for_pupils, name="survey-for-pupils"),
        path("how-we-work.csv", views.checks_csv, name="checks-csv"),
        path("how-we-work/", views.how_we_work, name="how-we-work"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("privacy/", views.privacy, name="privacy"),
        path("cookies/", views.cookies, name="cookies"),
    ),
    *needs(
        "workspace.read",
        path("partners/", workspace.my_things, name="my-things"),
        path("partners/how-to/", workspace.how_to, name="how-to"),
    ),
    *needs("report.make", path(f"{REPORTS}make/", survey.make, name="make-reports")),
    # Before the reports: none has a name like these.
    *needs(
        "report.read",
        path(f"{REPORTS}actions/", doing.of_wave, name="school-actions"),
        path(f"{REPORTS}actions.csv", doing.of_wave_csv, name="school-actions-csv"),
        path(REPORTS, survey.reports, name="reports"),
        path(f"{REPORTS}<slug:report>/", survey.report, name="report"),
        path(f"{REPORTS}<slug:report>.<slug:kind>", survey.report_file, name="report-file"),
    ),
    *needs(
        "report.read-school",
        path(f"{SCHOOL}/", survey.school_report, name="school-report"),
        path(f"{SCHOOL}/pupils/<slug:version>.pdf", survey.for_pupils, name="school-for-pupils"),
        path(f"{SCHOOL}.<slug:kind>", survey.school_file, name="school-report-file"),
    ),
    *needs("school-action.write", path(f"{ACTIONS}new/", doing.write, name="write-action")),
    *needs("school-action.change", path(f"{ACTIONS}<int:number>/", doing.change, name="change-action")),
    *needs(
        "report.read",
        path(PUBLISH, publishing.publishing, name="publishing"),
        path(f"{PUBLISH}<int:number>/", publishing.publication, name="publication"),
    ),
    *needs("publication.ask", path(f"{PUBLISH}ask/", publishing.ask_to_publish, name="ask-to-publish")),
    *needs(
        "publication.withdraw",
        path(f"{PUBLISH}<int:number>/withdraw/", publishing.withdraw, name="withdraw-findings"),
    ),
    *needs(
        "publication.return",
        path(f"{PUBLISH}<int:number>/return/", publishing.send_back, name="return-findings"),
    ),
    *needs(
        "publication.publish",
        path(f"{PUBLISH}<int:number>/publish/", publishing.publish, name="publish-findings"),
    ),
    *needs(
        "publication.recall",
        path(f"{PUBLISH}<int:number>/recall/", publishing.take_back, name="recall-findings"),
    ),
]
