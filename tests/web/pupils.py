"""A wave in a folder, and pupils who walk through its pages without a browser and without a server."""

import asyncio
import html
import re
from datetime import date
from urllib.parse import urlencode

from oneplan.listen.collection.issuing import issue_codes
from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.sqlite import SqliteStore
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.waves.keys import make_key, read_key
from oneplan.listen.waves.places import answers_file, questionnaire_file
from oneplan.listen.waves.wave import Group, Wave, read_wave, write_wave
from oneplan.web.listen.collecting.application import Application, Surroundings
from oneplan.web.listen.collecting.waves import OpenWaves

PRIMARY = Group(school="100001", year=5, version="primary")
SECONDARY = Group(school="100001", year=9, version="secondary")
EASY = Group(school="100002", year=7, version="easy-read")
DEMONSTRATION = PACKAGED / "demonstration.yaml"


def open_wave(home, *, wave="2027", cards=4, questionnaire=None, database="", **changes):
    """A wave that is open, and the codes of its groups."""
    given = {
        "id": wave,
        "title": "How is life for you?",
        "versions": ("primary", "secondary", "easy-read"),
        "languages": ("en", "ar"),
        "special": ("secondary",),
        "opens": date(2027, 3, 1),
        "closes": date(2027, 3, 31),
        "state": "open",
        "schools": {"100001": "Ash School", "100002": "Beech School"},
        "contacts": {"100001": "Mrs Example <in the Hub>"},
    }
    about = Wave(**(given | changes))
    path = questionnaire_file(home, wave)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(questionnaire or DEMONSTRATION.read_bytes())
    store = open_store(home, wave, key=make_key(home, wave), address=database)
    codes = {}
    for group in (PRIMARY, SECONDARY, EASY):
        if group.version in about.versions:
            codes[group] = issue_codes(store, read_key(home, wave), group=group, cards=cards)
    store.close()
    write_wave(home, about)
    return codes


def change_wave(home, wave="2027", **changes):
    """Write the wave anew, as a partner's click does."""
    return write_wave(home, read_wave(home, wave).model_copy(update=changes))


def answers_of(home, key=None, *, wave="2027"):
    """The store of a wave, opened beside whoever has it open."""
    return SqliteStore(answers_file(home, wave), key=key or read_key(home, wave))


def kept(site):
    """The answers of every pupil."""
    store = answers_of(site.home)
    sheets = [sheet.answers for sheet in store.sheets()]
    store.close()
    return sheets


def opens_in(home):
    return lambda wave, key: SqliteStore(answers_file(home, wave.id), key=key)


class Site:
    """The application in this process, with a loop of its own."""

    def __init__(self, home, *, opens=None, **around):
        self.home = home
        self.waves = OpenWaves(home, opens=opens or opens_in(home))
        self.application = Application(self.waves, around=Surroundings(hosts=["survey.test"], **around))
        self.runner = asyncio.Runner()
        self.look()

    def look(self):
        self.runner.run(self.waves.look())

    def close(self):
        self.runner.run(self.waves.close())
        self.runner.close()

    def ask(self, *requests):
        """Send requests at the same time, and answer with what came back."""

        async def all_of_them():
            return await asyncio.gather(*(self._ask(request) for request in requests))

        return self.runner.run(all_of_them())

    async def _ask(self, request):
        messages = [{"type": "http.request", "body": request["body"], "more_body": False}]
        sent = []

        async def receive():
            return messages.pop(0)

        async def send(message):
            sent.append(message)

        scope = {"type": "http", **{name: request[name] for name in ("method", "path", "headers", "client")}}
        await self.application(scope, receive, send)
        return Got(sent[0]["status"], sent[0]["headers"], sent[1]["body"])


class Got:
    """What came back: status, headers and the text."""

    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = {name.decode(): value.decode() for name, value in headers}
        self.to = self.headers.get("location", "")

    @property
    def text(self):
        return self.body.decode()

    @property
    def said(self):
        """The text as one reads it."""
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text)))

    def values(self, name):
        """The values of the fields of this name, in their order."""
        return [
            html.unescape(re.search(r'value="([^"]*)"', one)[1])
            for one in re.findall(rf'<input[^>]*name="{name}"[^>]*>', self.text)
        ]

    @property
    def checked(self):
        return re.findall(r'value="([^"]*)" checked', self.text)


class Device:
    """A tablet: it keeps the cookie, and follows where it is led."""

    def __init__(self, site, *, address="10.0.0.1", **headers):
        self.site, self.address, self.headers, self.cookie = site, address, headers, ""
        self.at = "/survey/"

    def request(self, path, fields=None, **headers):
        given = {"host": "survey.test", **self.headers, **headers}
        if self.cookie:
            given["cookie"] = f"other=1; survey={self.cookie}"
        return {
            "method": "GET" if fields is None else "POST",
            "path": path,
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
            "client": (self.address, 1),
            "body": urlencode(fields or {}, doseq=True).encode(),
        }

    def take(self, got):
        kept = re.match(r"\S*?=([^;]*);", got.headers.get("set-cookie", ""))
        if kept:
            self.cookie = kept[1]
        return got

    def get(self, path, **headers):
        return self.take(self.site.ask(self.request(path, **headers))[0])

    def post(self, path, fields, **headers):
        return self.take(self.site.ask(self.request(path, fields, **headers))[0])

    def follow(self, got):
        while got.to:
            self.at = got.to
            got = self.get(got.to)
        return got

    def enter(self, code):
        return self.follow(self.post("/survey/", {"code": code}))

    def begin(self, code, language=""):
        self.enter(code)
        return self.follow(self.post("/survey/about/", {"do": "start", "language": language}))

    def answer(self, page, **fields):
        """Send the form of the question that stands on a page."""
        seen = page.values("seen")[0]
        return self.follow(self.post(self.at, {"seen": seen, **fields}))


def answers_like(asked, question, *, chance):
    """Fields that a pupil could send for a question, and what is to be kept of them."""
    ways_out = list(asked.ways_out_of(question))
    if chance.random() < 0.15:
        code = chance.choice(ways_out)
        return {"answer": code}, {"codes": [code]}
    if chance.random() < 0.1:
        return {}, {"codes": []}
    if question.kind == "text":
        return {"text": "I like “sums” & <b>"}, {"text": "I like “sums” & <b>"}
    if question.kind == "number":
        number = chance.randint(question.lowest, question.highest)
        return {"number": f" {number} "}, {"number": number}
    codes = [choice.code for choice in asked.choices_of(question)]
    if question.kind == "several":
        some = [code for code in codes if chance.random() < 0.4]
        return {"answer": some}, {"codes": some}
    code = chance.choice(codes)
    return {"answer": code}, {"codes": [code]}


def read_demonstration():
    return read_questionnaire(DEMONSTRATION)
