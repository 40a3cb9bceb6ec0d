"""Signing in in a real browser: with a keyboard, with a passkey, without JavaScript, wide and narrow."""

import os
import re
import subprocess
import sys
import time

import pytest

from journeys.looking import WIDTHS, follow, look, press
from journeys.serving import Served
from oneplan.choices import FILE_NAME, write_choices
from oneplan.sources.store import import_built_in
from oneplan.web.settings.sign_in import AXES_FAILURE_LIMIT

COMMAND = [sys.executable, "-c", "from oneplan.cli import main; main()"]
MAKE_ACCOUNTS = """
from oneplan.web.commands.database import prepare_database
prepare_database()
from oneplan.web.commands.accounts import prepare_people
prepare_people()
"""
LINKS = """
from oneplan.web.commands.database import prepare_database
prepare_database()
from oneplan.web.people.actors import BY_COMMAND
from oneplan.web.people.models import Organisation, Person
from oneplan.web.people.sign_in.invitations import invite
from oneplan.web.people.sign_in.links import make_link
police = Organisation.objects.get(key="police")
person = Person.objects.create(post="New officer", organisation=police)
print("/invitation/" + invite(person, email="new@demo.example", by=BY_COMMAND)[1] + "/")
print("/link/" + make_link(police, by=BY_COMMAND)[1] + "/")
"""
PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Site(Served):
    """A demonstration with accounts; passkeys need a host with a name."""

    def __init__(self, home):
        write_choices(home / FILE_NAME)
        import_built_in(home / "evidence")
        self.home = home
        self.python(MAKE_ACCOUNTS)
        self.password = (home / "demonstration-password").read_text()
        super().__init__(home)
        self.named = self.base.replace("127.0.0.1", "localhost")

    def python(self, source):
        return self.run([sys.executable, "-c", source])

    def code(self, email):
        return self.run([*COMMAND, "code", email]).split()[0]

    def newest_link(self):
        """Where the newest letter leads; it is written after the answer was sent."""
        until = time.monotonic() + 30
        while True:
            letters = sorted((self.home / "mail").glob("*"), key=lambda letter: letter.stat().st_mtime)
            found = re.search(r"/sign-in/new-password/\S+", letters[-1].read_text()) if letters else None
            if found:
                return self.named + found[0]
            assert time.monotonic() < until, "no letter was written"
            time.sleep(0.1)

    def run(self, command):
        environment = {**os.environ, "ONEPLAN_HOME": str(self.home), "COLUMNS": "200"}
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    served = Site(tmp_path_factory.mktemp("signing-in"))
    yield served
    served.stop()


def enter_password(page, site, email):
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(site.password)
    press(page, "Sign in")


def enter(open_page, site, email, **choices):
    page = open_page(f"{site.named}/sign-in/", **choices)
    enter_password(page, site, email)
    if "school" not in email:
        page.get_by_label("Code", exact=True).fill(site.code(email))
        press(page, "Go on")
    return page


@pytest.mark.parametrize(
    "address",
    ["/sign-in/", "/sign-in/passkey/", "/sign-in/forgotten/", "/sign-in/forgotten/sent/", "/sign-in/closed/"],
)
def test_the_pages_before_signing_in_are_for_everybody(look_at, site, address):
    look_at(site.base + address)


def test_the_pages_of_ones_own_sign_in_are_for_everybody(open_page, site, find_barriers, width):
    page = open_page(f"{site.named}/sign-in/", width=width)
    email = "officer@demo.example" if width == WIDTHS[0] else "member@demo.example"
    enter_password(page, site, email)
    page.get_by_role("heading", name="The second step").wait_for()
    look(page, find_barriers)
    page.get_by_label("Code", exact=True).fill("000000")
    press(page, "Go on")
    page.get_by_role("heading", name="There is a problem").wait_for()
    look(page, find_barriers)
    page.get_by_label("Code", exact=True).fill(site.code(email))
    press(page, "Go on")
    for address in (
        "/account/",
        "/account/password/",
        "/account/passkeys/add/",
        "/account/code-app/remove/",
        "/account/check/code/",
        "/account/recovery-codes/",
        "/account/recovery-codes/new/",
        "/sign-out/",
    ):
        page.goto(site.named + address)
        look(page, find_barriers)


def test_setting_up_a_code_app_and_the_recovery_codes_are_for_everybody(
    open_page, site, find_barriers, width
):
    page = enter(open_page, site, "school@demo.example", width=width)
    page.goto(f"{site.named}/account/")
    look(page, find_barriers)
    if page.get_by_role("link", name="Remove it").count():
        return
    page.goto(f"{site.named}/account/code-app/")
    look(page, find_barriers)


def test_invitations_and_links_are_for_everybody(open_page, site, find_barriers):
    invitation, link = site.python(LINKS).split()
    for width in WIDTHS:
        look(open_page(site.base + invitation, width=width), find_barriers)
        page = open_page(site.base + link, width=width)
        look(page, find_barriers)
    page.get_by_label("Name of the organisation").fill("")
    press(page, "It is right now")
    look(page, find_barriers)
    assert page.title().startswith("Error: ")
    page.get_by_label("Name of the organisation").fill("Police")
    press(page, "It is right now")
    page.get_by_role("heading", name="Thank you").wait_for()
    look(page, find_barriers)
    page.goto(site.base + link)
    assert "works once" in page.inner_text("main")
    look(page, find_barriers)


def test_a_new_password_by_letter_is_for_everybody(open_page, site, find_barriers, width):
    page = open_page(f"{site.named}/sign-in/forgotten/", width=width)
    page.get_by_label("E-mail address").fill("member@demo.example")
    press(page, "Send the link")
    look(page, find_barriers)
    page.goto(site.newest_link())
    look(page, find_barriers)
    page.get_by_label("New password", exact=True).fill("short")
    press(page, "Keep this password")
    assert page.title().startswith("Error: ")
    look(page, find_barriers)


def test_being_locked_out_and_being_asked_again_are_for_everybody(open_page, site, find_barriers, width):
    page = open_page(f"{site.named}/sign-in/", width=width)
    for _ in range(AXES_FAILURE_LIMIT + 1):
        page.get_by_label("E-mail address").fill(f"nobody{width}@demo.example")
        page.get_by_label("Password").fill("wrong")
        press(page, "Sign in")
        if page.get_by_label("Password").count() == 0:
            break
    assert page.get_by_label("Password").count() == 0
    look(page, find_barriers)
    page = enter(open_page, site, "school@demo.example", width=width)
    page.goto(f"{site.named}/account/check/")
    look(page, find_barriers)


def test_a_mistake_is_named_in_the_title_and_takes_the_focus(open_page, site):
    for script in (True, False):
        page = open_page(f"{site.base}/sign-in/", java_script_enabled=script)
        press(page, "Sign in")
        page.get_by_role("heading", name="There is a problem").wait_for()
        assert page.title().startswith("Error: Sign in")
        if script:
            assert "There is a problem" in page.evaluate("document.activeElement.innerText")
        page.get_by_role("link", name="Type your e-mail address").click()
        page.keyboard.type("somebody@demo.example")
        assert page.get_by_label("E-mail address").input_value() == "somebody@demo.example"


def test_signing_in_by_keyboard_alone(open_page, site):
    page = open_page(f"{site.base}/sign-in/")
    press_until(page, "login")
    page.keyboard.type("school@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type(site.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/partners/")


def press_until(page, name):
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"{name} is not reached by the keyboard")


def test_everything_but_passkeys_works_without_javascript(open_page, site):
    page = enter(open_page, site, "analyst@demo.example", java_script_enabled=False)
    page.wait_for_url("**/partners/")
    page.goto(f"{site.named}/account/passkeys/add/")
    assert "Passkeys need JavaScript" in page.inner_text("main")
    page.goto(f"{site.named}/sign-out/")
    press(page, "Sign out")
    page.goto(f"{site.named}/partners/")
    assert "/sign-in/" in page.url


def test_a_passkey_is_added_and_then_signs_in_alone(open_page, site):
    page = open_page(f"{site.named}/sign-in/")
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    enter_password(page, site, "chair@demo.example")
    page.get_by_label("Code", exact=True).fill(site.code("chair@demo.example"))
    press(page, "Go on")
    page.wait_for_url("**/partners/")
    page.goto(f"{site.named}/account/passkeys/add/")
    page.get_by_label("What to call it").fill("Work laptop")
    press(page, "Add it")
    page.wait_for_url(re.compile("/account/(recovery-codes/)?$"))
    page.goto(f"{site.named}/account/")
    assert "Work laptop" in page.inner_text("main")
    press(page, "Sign out")
    page.goto(f"{site.named}/sign-in/passkey/")
    press(page, "Use a passkey")
    page.wait_for_url("**/partners/")
    assert page.goto(f"{site.named}/partners/").status == 200
    page.goto(f"{site.named}/sign-out/")
    press(page, "Sign out")
    page.goto(f"{site.named}/sign-in/")
    enter_password(page, site, "chair@demo.example")
    press(page, "Use a passkey")
    page.wait_for_url("**/partners/")
    page.goto(f"{site.named}/account/")
    follow(page, page.get_by_role("link", name="Remove Work laptop"))
    press(page, "Remove it")
    page.wait_for_url("**/account/")
    assert "Work laptop" not in page.inner_text("dl")
    assert refused == []


def test_a_passkey_that_the_site_does_not_know_is_refused_kindly(open_page, site):
    page = open_page(f"{site.named}/sign-in/passkey/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("That did not work").wait_for()
    assert "That did not work" in page.evaluate("document.activeElement.innerText")
