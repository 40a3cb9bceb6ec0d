"""The partners' pages on which somebody is invited, a link is made, and an account is closed."""

from functools import partial

from django import forms
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from oneplan.errors import NotFound, NotValid
from oneplan.people import Actor, check_may
from oneplan.web import wiring
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import Question, ask
from oneplan.web.people.models import Account, Invitation, Person
from oneplan.web.people.partnership.queries import find_organisation, find_person
from oneplan.web.people.sign_in.invitations import close_account, invite, is_open, withdraw_invitation
from oneplan.web.people.sign_in.letters import send_later
from oneplan.web.people.sign_in.links import make_link

PEOPLE = "/partners/people/"
ORGANISATIONS = "/partners/organisations/"


class AddressForm(forms.Form):
    """Where a link goes."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="It is used for this, and shown to nobody.",
        error_messages={
            "required": "Type an e-mail address",
            "invalid": "Type an e-mail address like name@example.org",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class OptionalAddressForm(AddressForm):
    """Where a link goes, unless whoever makes it passes it on themselves."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["email"].required = False
        self.fields["email"].help_text = "Leave it empty to pass the link on yourself. It is not kept."


def invite_person(request: HttpRequest, number: int) -> HttpResponse:
    """Who is invited to sign in, and where does the link go?"""
    person = find_person(number)
    form = AddressForm(request.POST or None)
    shown = {"form": form, "person": person, "back": f"{PEOPLE}{number}/"}
    if request.method == "POST" and form.is_valid():
        try:
            made, token = invite(person, email=form.cleaned_data["email"], by=find_actor(request))
        except NotValid as error:
            form.add_error(None, str(error))
        else:
            address = request.build_absolute_uri(reverse("invitation", args=[token]))
            write_letter("invitation", made.email, said={"invitation": made, "address": address})
            return _show(request, f"{person.post} is invited", address, back=f"{PEOPLE}{number}/")
    return render(request, "people/sign_in/invite.html", shown)


def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Shall this invitation open nothing any more?"""
    person = find_person(number)
    question = Question(
        act="invitation.withdraw",
        heading=f"Withdraw the invitation of {person.post}?",
        button="Withdraw it",
        done="The invitation was withdrawn.",
        back=f"{PEOPLE}{number}/",
        intro="Its link stops working at once.",
    )
    return ask(request, question, form=_nothing_more, do=partial(_withdraw, _open_invitation(person)))


def close(request: HttpRequest, number: int) -> HttpResponse:
    """Shall nobody sign in with this account any more?"""
    person = find_person(number)
    question = Question(
        act="account.close",
        heading=f"Close the account of {person.post}?",
        button="Close it",
        done="The account was closed.",
        back=f"{PEOPLE}{number}/",
        intro="Whoever is signed in is signed out with their next click. The log keeps what they did.",
    )
    account = Account.objects.filter(person=person, is_active=True).first()
    return ask(request, question, form=_nothing_more, do=partial(_close, account))


def link_for_organisation(request: HttpRequest, key: str) -> HttpResponse:
    """Who is asked whether this entry is still right?"""
    organisation = find_organisation(key)
    actor = find_actor(request)
    check_may(actor, "link.make", organisation=key)
    back = f"{ORGANISATIONS}{key}/"
    form = OptionalAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made, token = make_link(organisation, by=actor)
        address = request.build_absolute_uri(reverse("link", args=[token]))
        if form.cleaned_data["email"]:
            write_letter("link", form.cleaned_data["email"], said={"link": made, "address": address})
        return _show(request, f"A link for {organisation.name}", address, back=back)
    shown = {"form": form, "organisation": organisation, "back": back}
    return render(request, "people/sign_in/make_link.html", shown)


def write_letter(name: str, email: str, *, said: dict[str, object]) -> None:
    """Write a letter in our words and send it after the answer."""
    shown = {"site": wiring.choices().words, **said}
    subject = render_to_string(f"people/sign_in/letters/{name}_subject.txt", shown)
    body = render_to_string(f"people/sign_in/letters/{name}_message.txt", shown)
    send_later(EmailMessage(" ".join(subject.split()), body, to=[email]))


def _show(request: HttpRequest, heading: str, address: str, *, back: str) -> HttpResponse:
    shown = {"heading": heading, "address": address, "back": back}
    return render(request, "people/sign_in/made.html", shown)


def _nothing_more(data: QueryDict | None, *_: object, **__: object) -> forms.Form:
    """A form that asks nothing: the button is the answer."""
    return forms.Form(data)


def _open_invitation(person: Person) -> Invitation | None:
    return next((one for one in person.invitations.all() if is_open(one)), None)


def _withdraw(invitation: Invitation | None, *, by: Actor) -> None:
    if invitation is None:
        raise NotFound("There is no open invitation. It was taken, withdrawn, or is too old.")
    withdraw_invitation(invitation, by=by)


def _close(account: Account | None, *, by: Actor) -> None:
    if account is None:
        raise NotFound("This person has no open account. There is nothing to close.")
    close_account(account, by=by)
