"""Reads a page as a reader would: its text, its rows, its tables."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Row:
    """One comparison on a page."""

    anchor: str
    source: str

    @property
    def text(self):
        return text_of(self.source)

    @property
    def gap(self):
        return re.search(r'class="op-num[^"]*">([^ ]+) <small>', self.source)[1]

    @property
    def rank(self):
        return text_of(re.search(r"<p>(<b>.*?)</p>", self.source)[1])

    @property
    def labels(self):
        return [html.unescape(label) for label in re.findall(r'aria-label="([^"]*)"', self.source)]

    @property
    def cells(self):
        lines = re.findall(r"<tr[^>]*>(.*?)</tr>", self.source, re.DOTALL)
        return [[text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)] for line in lines]


def read(response):
    return response.content.decode()


def linked(response):
    """The pages of ours that a page links to, without their places."""
    links = re.findall(r'href="(/[^"]*)"', read(response))
    pages = {html.unescape(link).partition("#")[0] for link in links}
    return {page for page in pages if not page.startswith("/static/")}


def text_of(source):
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", source).split()))


def text(response):
    return text_of(read(response))


def rows(response):
    found = re.split(r'<li class="op-row" id="', read(response))[1:]
    return [Row(anchor=row.partition('"')[0], source="<li " + row.partition("\n</li>\n")[0]) for row in found]


def all_rows(site, address):
    """The rows of every page of a list, followed as a reader would follow them."""
    found, page = [], address
    while page:
        answer = site.get(page)
        found += rows(answer)
        following = re.search(r'rel="next" href="([^"]+)"', read(answer))
        page = "/children/hidden-gaps/" + html.unescape(following[1]) if following else None
    return found


class Elements(HTMLParser):
    """The elements of a page with their attributes, and whether all of them are closed in order."""

    VOID = frozenset({"meta", "link", "input", "br", "path", "circle"})

    def __init__(self, source):
        super().__init__()
        self.found, self.open = [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def sayings(page):
    """What a page says in sentences of its own: no charts, closed tables, names, quotations, sources."""
    apart = r"<svg.*?</svg>|<details.*?</details>|<nav.*?</nav>|<form.*?</form>"
    page = re.sub(apart, "", page, flags=re.DOTALL).partition("<main")[2].partition("</main>")[0]
    page = re.sub(r'“[^”]*”|<p class="op-source">.*?</p>', "", page, flags=re.DOTALL)
    ends = re.sub(r'</(p|li|dt|dd|h1|h2|h3|td|th|caption)>|</a> <span class="op-about">', "\n\n", page)
    paragraphs = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in ends.split("\n\n")]
    return "\n\n".join(html.unescape(one) for one in paragraphs if one.endswith((".", "?", ":")))
