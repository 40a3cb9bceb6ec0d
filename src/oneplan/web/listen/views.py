"""HTTP in, HTTP out: the waves of the survey, one wave, and every press on it."""

import csv
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.errors import NotFound
from oneplan.people import may
from oneplan.web.listen import actions, forms, running, signing_forms
from oneplan.web.listen.checklist import BY_KEY
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.pages import find_parts, make_missing_page, make_wave_page
from oneplan.web.listen.queries import find_signed, find_wave, list_waves, open_questionnaire
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import ChangeForm, Question, ask

LISTEN = "/partners/listen/"
SECONDS = 4
"""How often the page of a wave that is being closed is renewed."""
COLUMNS = ("school", "name", "on_roll", "codes_issued", "begun", "done", "done_percent")


def waves(request: HttpRequest) -> HttpResponse:
    """Which waves of the survey are there?"""
    shown = {"waves": list_waves(), "may_make": may(find_actor(request), "wave.make")}
    return render(request, "listen/waves.html", shown)


def make(request: HttpRequest) -> HttpResponse:
    """What shall children be asked, and when?"""
    question = Question(
        act="wave.make",
        heading="Prepare a wave of the survey",
        button="Prepare it",
        done="The wave is prepared. Nobody can answer yet.",
        back=LISTEN,
        intro="The questionnaire is checked first. Nothing can be answered before the checklist is signed.",
    )
    return ask(request, question, form=forms.WaveForm, do=actions.make_wave)


def wave(request: HttpRequest, key: str) -> HttpResponse:
    """How does this wave stand, and who took part?"""
    found = find_wave(key)
    page = make_wave_page(found, find_actor(request))
    answer = render(request, "listen/wave.html", {"wave": found, "page": page})
    if page.job is not None:
        answer.headers["Refresh"] = str(SECONDS)
    return answer


def change(request: HttpRequest, key: str) -> HttpResponse:
    """What is to be different before children are asked?"""
    found = find_wave(key)
    asked = open_questionnaire(found)
    if found.state != State.DRAFT:
        raise NotFound(
            f"This wave is now: {State(found.state).label}. Nothing of this can be changed any more."
        )
    question = Question(
        act="wave.change",
        heading="What is to be different?",
        button="Change the wave",
        done="The wave is changed.",
        back=_address(found),
        intro="This can be changed until the wave opens. Where others are asked, or answers are kept for "
        "another time, lines of the checklist that were signed have to be signed again.",
    )
    names = ("title", "opens", "closes", "keep_until", "versions", "languages")
    spoken = actions.languages_of(asked, samples=found.is_demonstration)
    form = partial(forms.ChangeWaveForm, asked=asked, spoken=spoken)
    do = partial(actions.change_wave, found)
    initial = {name: getattr(found, name) for name in names}
    return ask(request, question, form=form, do=do, thing=found, initial=initial)


def load_roll(request: HttpRequest, key: str) -> HttpResponse:
    """Which schools are asked, and how many pupils do they have?"""
    found = find_wave(key)
    question = Question(
        act="wave.load-roll",
        heading="How many pupils has each school?",
        button="Load the roll",
        done="The roll is loaded.",
        back=_address(found),
        intro="A roll takes the place of the one before. Who was named for a school stays named.",
    )
    do = partial(actions.load_roll, found)
    return ask(request, question, form=forms.RollForm, do=do, thing=found)


def sign(request: HttpRequest, *, key: str, line: str) -> HttpResponse:
    """Is this line of the checklist done?"""
    found = find_wave(key)
    if line not in BY_KEY:
        raise NotFound("The checklist has no such line. Go back to the wave and choose one.")
    asked = BY_KEY[line]
    question = Question(
        act="wave.sign",
        heading=f"{asked.says}.",
        button="Sign it",
        done="It is signed. Your post stands beside it.",
        back=_address(found),
        intro=asked.why,
    )
    said = find_signed(found).get(line)
    form = signing_forms.line_form(line, asked=open_questionnaire(found))
    do = partial(actions.sign, wave=found, line=line)
    return ask(request, question, form=form, do=do, initial=dict(said) if said else None)


def open_(request: HttpRequest, key: str) -> HttpResponse:
    """Shall pupils begin?"""
    question = Question(
        act="wave.open",
        heading="Open this wave?",
        button="Open it",
        done="The wave is open. Schools can print their cards.",
        back=f"{LISTEN}{key}/",
        intro="Codes are issued to every class, and from then on pupils can begin. Roll, checklist and "
        "questionnaire stay as they are now.",
    )
    found = find_wave(key)
    return ask(request, question, form=ChangeForm, do=partial(running.open_wave, found), thing=found)


def renew_codes(request: HttpRequest, key: str) -> HttpResponse:
    """Shall every class get new codes?"""
    question = Question(
        act="wave.renew-codes",
        heading="Issue new codes to every class?",
        button="Issue new codes",
        done="Every class has new codes. Schools print their cards again.",
        back=f"{LISTEN}{key}/",
        intro="Cards that were printed before work no more. Every answer stays, and those who had not ended "
        "begin again with a new card.",
    )
    found = find_wave(key)
    return ask(request, question, form=ChangeForm, do=partial(running.renew_codes, found), thing=found)


def close(request: HttpRequest, key: str) -> HttpResponse:
    """Shall nobody answer any more?"""
    found = find_wave(key)
    question = Question(
        act="wave.close",
        heading="Close this wave for good?",
        button="Close it for good",
        done="The wave is being closed. You may close this page: it goes on.",
        back=_address(found),
        intro=f"{found}: the key is destroyed, the order is shuffled, and the answers become one file. "
        "Nobody can add, change or find an answer after that. It cannot be undone.",
    )
    return ask(request, question, form=forms.CloseForm, do=partial(running.close_wave, found), thing=found)


def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Shall these answers be deleted?"""
    found = find_wave(key)
    question = Question(
        act="wave.delete",
        heading="Delete the answers of this wave?",
        button="Delete the answers",
        done="The answers were deleted.",
        back=_address(found),
        intro=f"{found}: the answers are deleted from this server for good. How many took part stays.",
    )
    return ask(request, question, form=ChangeForm, do=partial(running.delete_answers, found), thing=found)


def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Shall this wave be set aside?"""
    found = find_wave(key)
    question = Question(
        act="wave.drop",
        heading="Set this wave aside?",
        button="Set it aside",
        done="It was set aside.",
        back=LISTEN,
        intro=f"{found}: nobody has been asked anything yet. To ask, prepare another wave.",
    )
    return ask(request, question, form=ChangeForm, do=partial(actions.drop_wave, found), thing=found)


def missing(request: HttpRequest, key: str) -> HttpResponse:
    """Who is missing?"""
    found = _begun(key)
    return render(request, "listen/missing.html", {"wave": found, "page": make_missing_page(found)})


def response_csv(request: HttpRequest, key: str) -> HttpResponse:
    """How many took part, school by school, as a file."""
    del request
    found = _begun(key)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.key}-response.csv"'
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    for school, part in find_parts(found):
        numbers = (part.on_roll, part.issued, part.begun, part.done, part.share)
        writer.writerow((school.school, school.name, *numbers))
    return answer


def _begun(key: str) -> Wave:
    found = find_wave(key)
    if found.state == State.DRAFT:
        raise NotFound("This wave is not open yet, so nobody has taken part. Open it first.")
    return found


def _address(found: Wave) -> str:
    return f"{LISTEN}{found.key}/"
