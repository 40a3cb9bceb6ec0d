"""The peer of the survey: a Django view that inserts a row for each form, served by gunicorn."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Engine
from django.urls import path

QUESTIONS = [
    (words[0], words[1:])
    for words in map(str.split, Path(os.environ["PEER_QUESTIONS"]).read_text("utf-8").splitlines())
]
CODES_OF = dict(QUESTIONS)
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ id }}</title></head><body>
<form method="post"><fieldset><legend><h1>{{ id }}</h1></legend>{% for code in codes %}
<div><input type="radio" id="a-{{ code }}" name="answer" value="{{ code }}">
<label for="a-{{ code }}">{{ code }}</label></div>{% endfor %}</fieldset>
<input type="hidden" name="seen" value="0"><button>Next</button></form>
</body></html>"""


def database() -> dict[str, object]:
    """The same durability as ours, on either database."""
    import dj_database_url

    if "PEER_FILE" not in os.environ:
        return {**dj_database_url.parse(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": None}
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_FILE"], "OPTIONS": options}


settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database()},
    MIDDLEWARE=["django.middleware.gzip.GZipMiddleware", "django.middleware.common.CommonMiddleware"],
    INSTALLED_APPS=[],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
_TEMPLATE = Engine().from_string(PAGE)


class Answer(models.Model):
    """One row a form."""

    pupil = models.CharField(max_length=16)
    question = models.CharField(max_length=60)
    given = models.TextField()

    class Meta:
        """It belongs to no app that is installed."""

        app_label = "peer"


def start(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse("A code, please.")
    answer = see("/survey/about/")
    answer.set_cookie("pupil", request.POST["code"])
    return answer


def about(request: HttpRequest) -> HttpResponse:
    return (
        see(f"/survey/q/{QUESTIONS[0][0]}/")
        if request.method == "POST"
        else HttpResponse("About this survey.")
    )


def question(request: HttpRequest, id_: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(_TEMPLATE.render(Context({"id": id_, "codes": CODES_OF[id_]})))
    given = ",".join(request.POST.getlist("answer"))
    Answer.objects.create(pupil=request.COOKIES["pupil"], question=id_, given=given)
    place = [name for name, _ in QUESTIONS].index(id_) + 1
    return see(f"/survey/q/{QUESTIONS[place][0]}/" if place < len(QUESTIONS) else "/survey/end/")


def end(_: HttpRequest) -> HttpResponse:
    return see("/survey/done/")


def see(address: str) -> HttpResponse:
    answer = HttpResponseRedirect(address)
    answer.status_code = 303
    return answer


urlpatterns = [
    path("survey/", start),
    path("survey/about/", about),
    path("survey/q/<str:id_>/", question),
    path("survey/end/", end),
]

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Answer)
    sys.exit(0)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - the settings have to be there first

application = get_wsgi_application()
