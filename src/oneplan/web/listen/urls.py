"""The addresses on which partners run the survey."""

from django.urls import path

from oneplan.web.listen import reading_views as reading
from oneplan.web.listen import school_views as schools
from oneplan.web.listen import views
from oneplan.web.people.rules import needs

app_name = "listen"
WAVE = "partners/listen/<slug:key>/"
SCHOOL = f"{WAVE}schools/<slug:school>/"

urlpatterns = [
    # Before the waves: their keys are made of a title and a year, and none is a single word like these.
    *needs("school.list", path("partners/listen/mine/", schools.own_schools, name="own-schools")),
    *needs("wave.make", path("partners/listen/new/", views.make, name="make")),
    *needs(
        "wave.read",
        path("partners/listen/", views.waves, name="waves"),
        path(WAVE, views.wave, name="wave"),
        path(f"{WAVE}missing/", views.missing, name="missing"),
        path(f"{WAVE}response.csv", views.response_csv, name="response-csv"),
    ),
    *needs("wave.change", path(f"{WAVE}change/", views.change, name="change")),
    *needs("wave.load-roll", path(f"{WAVE}roll/", views.load_roll, name="load-roll")),
    *needs("wave.sign", path(f"{WAVE}sign/<slug:line>/", views.sign, name="sign")),
    *needs("wave.open", path(f"{WAVE}open/", views.open_, name="open")),
    *needs("wave.renew-codes", path(f"{WAVE}renew-codes/", views.renew_codes, name="renew-codes")),
    *needs("wave.close", path(f"{WAVE}close/", views.close, name="close")),
    *needs("wave.delete", path(f"{WAVE}delete/", views.delete, name="delete")),
    *needs("wave.drop", path(f"{WAVE}drop/", views.drop, name="drop")),
    *needs("text.list", path(f"{WAVE}texts/", reading.texts, name="texts")),
    *needs(
        "text.read",
        path(f"{WAVE}texts/next/", reading.next_text, name="next-text"),
        path(f"{WAVE}texts/<slug:text>/", reading.text, name="text"),
    ),
    *needs("school.read", path(SCHOOL, schools.school, name="school")),
    *needs(
        "codes.print",
        path(f"{SCHOOL}cards.pdf", schools.cards_pdf, name="cards-pdf"),
        path(f"{SCHOOL}codes.csv", schools.codes_csv, name="codes-csv"),
    ),
    *needs("codes.add", path(f"{SCHOOL}more/", schools.add_codes, name="add-codes")),
    *needs("class.pause", path(f"{SCHOOL}pause/", schools.pause, name="pause")),
    *needs("school.change", path(f"{SCHOOL}adult/", schools.name_adult, name="name-adult")),
    *needs("school.assign", path(f"{SCHOOL}organisation/", schools.assign, name="assign")),
]
