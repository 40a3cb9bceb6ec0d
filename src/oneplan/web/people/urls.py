"""The addresses of organisations, people, groups, documents and the log."""

from django.urls import path

from oneplan.web.people import views
from oneplan.web.people.documents import views as documents
from oneplan.web.people.jobs.urls import addresses as jobs
from oneplan.web.people.log import views as log
from oneplan.web.people.partnership import views as partnership
from oneplan.web.people.rules import for_everyone, needs

app_name = "people"
urlpatterns = [
    *for_everyone(
        path("partnership/", partnership.partnership, name="partnership"),
        path("documents/", documents.documents, name="documents"),
        path("documents/<slug:key>/<int:number>/<str:name>", documents.download, name="download"),
        path("partnership.csv", partnership.seats_csv, name="seats-csv"),
        path("how-we-work/who-may-do-what.csv", views.acts_csv, name="acts-csv"),
        path("how-we-work/roles.csv", views.roles_csv, name="roles-csv"),
        path("how-we-work/who-may-do-what/", views.who_may_do_what, name="who-may-do-what"),
    ),
    *needs(
        "people.read",
        path("partners/organisations/", partnership.organisations, name="organisations"),
        path("partners/organisations/<slug:key>/", partnership.organisation, name="organisation"),
        path("partners/people/", partnership.people, name="people"),
        path("partners/people/<int:number>/", partnership.person, name="person"),
        path("partners/groups/", partnership.groups, name="groups"),
        path("partners/groups/<slug:key>/", partnership.group, name="group"),
    ),
    *needs(
        "organisation.add",
        path("partners/add/organisation/", partnership.add_organisation, name="add-organisation"),
    ),
    *needs(
        "organisation.change",
        path(
            "partners/organisations/<slug:key>/change/",
            partnership.change_organisation,
            name="change-organisation",
        ),
    ),
    *needs(
        "organisation.end",
        path("partners/organisations/<slug:key>/end/", partnership.end_organisation, name="end-organisation"),
    ),
    *needs(
        "person.add",
        path("partners/organisations/<slug:key>/add-person/", partnership.add_person, name="add-person"),
    ),
    *needs(
        "person.change",
        path("partners/people/<int:number>/change/", partnership.change_person, name="change-person"),
    ),
    *needs("role.give", path("partners/people/<int:number>/role/", partnership.give_role, name="give-role")),
    *needs("role.end", path("partners/roles/<int:number>/end/", partnership.end_role, name="end-role")),
    *needs("group.add", path("partners/add/group/", partnership.add_group, name="add-group")),
    *needs(
        "group.change",
        path("partners/groups/<slug:key>/change/", partnership.change_group, name="change-group"),
    ),
    *needs("seat.give", path("partners/groups/<slug:key>/seat/", partnership.give_seat, name="give-seat")),
    *needs("seat.end", path("partners/seats/<int:number>/end/", partnership.end_seat, name="end-seat")),
    *needs(
        "document.publish",
        path("partners/documents/", documents.own_documents, name="own-documents"),
        path("partners/documents/add/", documents.add_document, name="add-document"),
        path("partners/documents/<slug:key>/version/", documents.add_version, name="add-version"),
    ),
    *jobs,
    *needs("log.read", path("partners/log/", log.log, name="log")),
    *needs("log.export", path("partners/log.jsonl", log.log_file, name="log-file")),
]
