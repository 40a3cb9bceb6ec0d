"""Builds the stylesheets in static/ from the Sass beside them; only whoever changes the look needs this."""

import hashlib
import re
import subprocess
from pathlib import Path

from oneplan.errors import NotFound

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "static" / "oneplan.css"
"""What every page needs."""
WORKSPACE = HERE / "static" / "workspace.css"
"""What only the pages behind the sign-in and their forms need on top of it."""
SURVEY = HERE / "static" / "survey.css"
"""All that the pages of the pupil survey need: they have no other sheet."""
READING = HERE / "static" / "reading.css"
"""What only the pages of single parts of the plan need on top of it."""
NOTICE = "/*! With parts of GOV.UK Frontend (MIT: LICENSE-govuk-frontend.txt). Built from {digest}. */"
# Variants that no page uses, so that every page stays small: take one out of this list to use it.
UNUSED = (
    "button--inverse",
    "button--start",
    "button__start-icon",
    "button--warning",
    "label--xl",
    "label--l",
    "fieldset__legend--xl",
    "fieldset__legend--l",
    "visually-hidden-focusable",
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_EMPTY = re.compile(r"@(?:media|supports)[^{}]*\{\s*\}")
_NEGATED = re.compile(r":not\([^()]*\)")
_CUSTOM = re.compile(r"var\(--govuk-[a-z0-9-]+,\s*([^()]+?)\)")


def digest_sources() -> str:
    """A short name for the state of the Sass sources, written into the stylesheet built from them."""
    sources = [HERE / "package.json", *sorted((HERE / "sass").glob("*.scss"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def leave_out_unused(css: str) -> str:
    """The stylesheet without variants that no page uses, and without names of colours that are never set.

    Examples
    --------
    >>> leave_out_unused(".govuk-label--xl{margin:0}.govuk-label,.govuk-label--l{color:var(--govuk-a,#fff)}")
    '.govuk-label{color:#fff}'
    """
    unused = re.compile(rf"\.govuk-(?:{'|'.join(UNUSED)})(?![\w-])")

    def keep(rule: re.Match[str]) -> str:
        selectors = [one for one in rule[1].split(",") if not unused.search(_NEGATED.sub("", one))]
        return f"{','.join(selectors)}{{{rule[2]}}}" if selectors else ""

    return _EMPTY.sub("", _RULE.sub(keep, _CUSTOM.sub(r"\1", css)))


def build_stylesheets() -> None:
    """Compile the Sass sources with the tools that `npm install` puts in this folder."""
    if not (HERE / "node_modules" / ".bin" / "sass").exists():
        raise NotFound(f"Sass is not installed: type `npm install` in {HERE} first.")
    for sheet in (STYLESHEET, WORKSPACE, READING, SURVEY):
        command = ["npm", "run", "--silent", "css", "--", f"sass/{sheet.stem}.scss"]
        built = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)  # noqa: S603
        css = leave_out_unused(built.stdout.strip())
        sheet.write_text(f"{NOTICE.format(digest=digest_sources())}\n{css}\n", "utf-8")


if __name__ == "__main__":
    build_stylesheets()
