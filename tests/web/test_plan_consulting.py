"""Consulting on a draft: what the public writes is looked through first, answered, and deleted on its day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from oneplan.errors import NotAllowed, NotValid
from oneplan.people import NOBODY, Actor, Holding, Role
from oneplan.web.people.models import Event
from oneplan.web.plan.consulting import actions
from oneplan.web.plan.models import Comment, Edition, State, Words
from oneplan.web.plan.tasks import delete_comments
from oneplan.web.plan.writing.actions import put_out, take_back
from web.partners import client_as
from web.plans import BY, draft_of
from web.reading import read, text

SAID = "More places to play, please."
WHO = "A child or young person"


@pytest.fixture
def draft(own_home):
    return draft_of("one-plan-2024-30")


def out(draft, *, is_open=True, days=20, since=0):
    today = timezone.localdate()
    opens = today - timedelta(days=since)
    return put_out(draft, by=BY, opens=opens, closes=today + timedelta(days=days), is_open=is_open)


def address_of(draft, key="SW-2"):
    return f"/plan/consultations/{draft.pk}/{key}/"


def send(draft, words=SAID, *, key="SW-2", client=None, **more):
    return (client or Client()).post(address_of(draft, key), {"who": WHO, "text": words, **more})


@pytest.mark.database
def test_what_the_public_writes_is_seen_by_nobody_before_it_is_looked_through(draft):
    out(draft)
    assert f"/plan/consultations/{draft.pk}/" in read(Client().get("/plan/"))
    assert send(draft).status_code == 302
    assert SAID not in read(Client().get(address_of(draft)))
    assert SAID not in read(client_as("officer").get(f"/partners/plan/{draft.pk}/comments/"))
    manager = client_as("manager")
    assert SAID in read(manager.get(f"/partners/plan/{draft.pk}/comments/"))
    assert "1 comment waits to be looked through" in text(manager.get("/partners/"))
    (comment,) = Comment.objects.all()
    manager.post(f"/partners/plan/{draft.pk}/comments/{comment.pk}/judge/", {"state": "shown"})
    assert SAID in read(Client().get(address_of(draft)))
    where = f"/partners/plan/{draft.pk}/comments/{comment.pk}/answer/"
    refused = manager.post(where, {"answer": "we-will-not", "because": ""})
    assert "owed a reason" in text(refused)
    manager.post(where, {"answer": "we-will-not", "because": "The fields are the school’s."})
    page = text(Client().get(address_of(draft)))
    assert "We will not do it. The fields are the school’s." in page


def test_the_form_says_who_helps_and_asks_for_no_way_to_reach_anybody(draft):
    out(draft)
    page = read(Client().get(address_of(draft)))
    assert "Childline on 0800 1111" in page
    assert "call 999" in page
    form = page.partition("<form")[2].partition("</form>")[0]
    assert sorted(set(fields_in(form))) == ["csrfmiddlewaretoken", "text", "who"]


def fields_in(form):
    import re

    return re.findall(r'name="([^"]+)"', form)


def test_the_log_keeps_that_something_was_said_and_never_the_words(draft):
    out(draft)
    send(draft)
    event = Event.objects.first()
    assert event.act == "comment.send"
    assert SAID not in str([event.title, event.before, event.after])


def test_private_words_are_refused_kept_nowhere_and_not_repeated_in_the_sentence(draft):
    out(draft)
    answer = send(draft, "I am AB123456C")
    assert "Take out the National Insurance number" in text(answer)
    assert not Words.objects.exists()


@pytest.mark.parametrize(
    "words", ["", " " * 50, "x" * 3000, "<script>alert(1)</script>", "a\x00b", "{{ 7*7 }}", "\u202eright"]
)
def test_hostile_words_are_words_or_are_refused(draft, words):
    out(draft)
    answer = send(draft, words)
    assert answer.status_code in {200, 302}
    for comment in Comment.objects.all():
        actions.judge_comment(comment, by=BY, state=State.SHOWN)
    assert "<script>alert" not in read(Client().get(address_of(draft)))


def test_a_consultation_that_is_not_open_takes_nothing(draft):
    assert Client().get(address_of(draft)).status_code == 404
    out(draft, is_open=False)
    assert Client().get(address_of(draft)).status_code == 404
    with pytest.raises(NotValid, match="not open to everybody"):
        actions.send_comment(
            by=NOBODY, edition=Edition.objects.get(pk=draft.pk), key="SW-2", text="A", who=WHO
        )
    take_back(Edition.objects.get(pk=draft.pk), by=BY)
    over = out(Edition.objects.get(pk=draft.pk), days=-1, since=9)
    answer = send(over)
    assert "not open today" in text(answer)
    assert send(over, key="no-such").status_code == 404
    assert not Comment.objects.exists()


def test_partners_comment_at_their_desk_and_the_public_sees_none_of_it(draft):
    out(draft)
    officer = client_as("officer")
    entry = draft.entries.get(key="SW-2")
    where = f"/partners/plan/{draft.pk}/entry/{entry.pk}/"
    assert officer.post(f"{where}comment/", {"text": "We can help."}).status_code == 302
    assert "We can help." in read(officer.get(where))
    assert "We can help." not in read(Client().get(address_of(draft)))
    assert "Say what you think of" in text(officer.get("/partners/"))


def test_only_who_may_looks_through_and_answers(draft):
    out(draft)
    send(draft)
    (comment,) = Comment.objects.all()
    officer = Actor("Officer", 1, (Holding(Role.OFFICER, "police"),))
    with pytest.raises(NotAllowed):
        actions.judge_comment(comment, by=officer, state=State.SHOWN)
    with pytest.raises(NotAllowed):
        actions.answer_comment(comment, by=officer, answer="we-did", because="")


@pytest.mark.database
def test_comments_go_when_their_day_comes_and_leave_their_number(draft):
    out(draft)
    for words in ("One", "Two", "Three"):
        send(draft, words)
    first, second, _ = Comment.objects.all()
    today = timezone.localdate()
    actions.judge_comment(first, by=BY, state=State.SHOWN)
    actions.judge_comment(second, by=BY, state=State.REFUSED)
    second.refresh_from_db()
    assert second.keep_until == today + timedelta(days=30)
    assert actions.delete_due_comments(today) == 0
    assert actions.delete_due_comments(today + timedelta(days=31)) == 1
    assert not Words.objects.filter(comment=second.pk).exists()
    assert actions.delete_due_comments(today + timedelta(days=500)) == 2
    event = Event.objects.first()
    assert (event.act, event.after["deleted"]) == ("retention.delete", 2)
    assert not Comment.objects.exists()
    assert not Words.objects.exists()
    assert delete_comments.__doc__


def test_too_much_from_one_address_is_told_to_wait(draft, monkeypatch):
    from oneplan.web.people import limits

    monkeypatch.setitem(limits.LIMITS, "form", limits.Limit(by_key=2, by_address=2, minutes=15))
    out(draft)
    assert [send(draft).status_code for _ in range(3)] == [302, 302, 429]
