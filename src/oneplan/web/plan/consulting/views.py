"""HTTP in, HTTP out: a consultation for everybody, and at the desk what was said, shown and answered."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from oneplan.errors import OneplanError
from oneplan.people import Actor, may
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import Question, ask
from oneplan.web.people.limits import limited
from oneplan.web.plan.consulting import actions, forms, queries
from oneplan.web.plan.models import State
from oneplan.web.plan.writing.about import about_edition
from oneplan.web.plan.writing.pages import PLANS
from oneplan.web.plan.writing.queries import find_edition, find_entry, open_edition


def consultation(request: HttpRequest, number: int) -> HttpResponse:
    """What is this draft, and what can I say about it?"""
    found = queries.find_consultation(number)
    plan, counts = open_edition(found), queries.count_for_everybody(found)
    paragraphs = [(one, counts.get(one.key, 0)) for one in queries.list_paragraphs(plan)]
    shown = {"edition": found, "plan": plan, "paragraphs": paragraphs}
    shown["is_open"] = queries.is_open(found, on=timezone.localdate())
    return render(request, "plan/consultation.html", shown)


@limited("form")
def paragraph(request: HttpRequest, *, number: int, key: str) -> HttpResponse:
    """What do people say of this paragraph, and what do you?"""
    found = queries.find_consultation(number)
    about = queries.find_paragraph(open_edition(found), key)
    form = forms.PublicCommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_comment(by=find_actor(request), edition=found, key=key, **form.cleaned_data)
        except OneplanError as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"{request.path}?sent=yes")
    shown = {
        "edition": found,
        "about": about,
        "form": form,
        "comments": queries.list_for_everybody(found, key=key),
        "is_open": queries.is_open(found, on=timezone.localdate()),
        "was_sent": request.GET.get("sent") == "yes",
    }
    return render(request, "plan/paragraph.html", shown)


def comments(request: HttpRequest, number: int) -> HttpResponse:
    """What was said of this draft, and what came of it?"""
    found, actor = find_edition(number), find_actor(request)
    listed = queries.list_comments(found)
    judges = may(actor, "comment.judge")
    shown = {
        "waiting": listed.filter(state=State.WAITING) if judges else (),
        "comments": listed.filter(state=State.SHOWN),
        "judges": judges,
        "answers": may(actor, "comment.answer"),
    }
    return render(request, "plan/desk/comments.html", {**shown, **about_edition(request, found)})


def write(request: HttpRequest, *, number: int, entry: int) -> HttpResponse:
    """What do you, as a partner, think of this?"""
    found = find_edition(number)
    one = find_entry(found, entry)
    question = Question(
        act="comment.write",
        heading=f"Comment on “{one.content.get('name', one.key)}”",
        button="Send it",
        done="Your comment stands beside it.",
        back=f"{PLANS}{number}/entry/{entry}/",
        intro=one.content.get("text", ""),
    )
    do = partial(actions.write_comment, edition=found, key=one.key)
    return ask(request, question, form=forms.CommentForm, do=do)


def judge(request: HttpRequest, *, number: int, comment: int) -> HttpResponse:
    """Shall everybody see this comment?"""
    found = queries.find_comment(find_edition(number), comment)
    question = _question(found.pk, "comment.judge", number=number, words=found.words.text)
    return ask(request, question, form=forms.JudgeForm, do=partial(actions.judge_comment, found), thing=found)


def answer(request: HttpRequest, *, number: int, comment: int) -> HttpResponse:
    """What comes of this comment?"""
    found = queries.find_comment(find_edition(number), comment)
    question = _question(found.pk, "comment.answer", number=number, words=found.words.text)
    initial = {"answer": found.answer, "because": found.because}

    def do(*, by: Actor, seen: str, answer: str, because: str) -> object:
        return actions.answer_comment(found, by=by, seen=seen, answer=answer, because=because)

    return ask(request, question, form=forms.AnswerForm, do=do, thing=found, initial=initial)


def _question(number_of_comment: int, act: str, *, number: int, words: str) -> Question:
    heading = "Shall everybody see it?" if act == "comment.judge" else "What comes of it?"
    return Question(
        act=act,
        heading=heading,
        button="Save",
        done=f"Comment {number_of_comment} is settled.",
        back=f"{PLANS}{number}/comments/",
        intro=f"“{words}”",
    )
