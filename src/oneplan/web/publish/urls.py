"""The addresses of the home page and of the statements."""

from django.urls import path

from oneplan.web.people.rules import for_everyone, needs
from oneplan.web.publish import groups, views
from oneplan.web.publish.workspace import views as workspace

app_name = "publish"
urlpatterns = [
    *for_everyone(
        path("", views.home, name="home"),
        path("children/groups/", groups.groups, name="groups"),
        path("children/groups/<slug:id_>/", groups.group, name="group"),
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
]
