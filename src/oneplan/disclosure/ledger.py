"""The ledger: what has gone out, to whom and by which rules, so that the next release is safe beside it."""

import hashlib
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.magnitudes import Magnitude
from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotValid

_LIST, _SALT = "ledger.jsonl", "salt"


@dataclass(frozen=True)
class Published:
    """One release in the ledger: shown, dated, and remembered.

    Attributes
    ----------
    release
        Its number in this ledger, from 1.
    dimensions, tables
        The columns of codes, and which crosses of them it shows.
    snapshot
        Which count of the children it shows; two releases of one snapshot are about the same children.
    audience
        `public` or `partner`.
    policy
        The name of its rules.
    file, sha256
        The copy of what was shown, and its hash.
    before
        The hash of the line before: nothing can be taken out unseen.
    published
        The day, as ISO.
    base, withhold_to
        What its counts are rounded to, and up to what they are withheld; None in lines of an older oneplan.
    added
        The name of what it adds up beside the children; nothing where it has no sum.
    on_scale
        Whether readers know what each child has at least and at most.
    """

    release: int
    dimensions: tuple[str, ...]
    tables: tuple[tuple[str, ...], ...]
    snapshot: str
    audience: str
    policy: str
    file: str
    sha256: str
    before: str
    published: str
    base: int | None = None
    withhold_to: int | None = None
    added: str = ""
    on_scale: bool = False

    @property
    def rounds_to(self) -> int:
        """What its counts are rounded to."""
        return find_policy(self.policy).base if self.base is None else self.base

    @property
    def withholds_to(self) -> int:
        """Up to what its counts are withheld."""
        return find_policy(self.policy).withhold_to if self.withhold_to is None else self.withhold_to


def list_published(folder: Path) -> list[Published]:
    """Every release in a ledger, the earliest first; nothing where there is no ledger yet.

    Raises
    ------
    NotValid
        When a line was changed or taken out, or a copy is not what was shown.
    """
    path = folder / _LIST
    if not path.is_file():
        return []
    found, before = [], ""
    for number, line in enumerate(_whole_lines(path.read_text(encoding="utf-8")), start=1):
        try:
            entry = json.loads(line)
            tables = tuple(tuple(table) for table in entry["tables"])
            one = Published(**{**entry, "dimensions": tuple(entry["dimensions"]), "tables": tables})
        except (ValueError, TypeError, KeyError) as error:
            raise NotValid(f"{path.name}, line {number} cannot be read. Restore the ledger.") from error
        if one.before != before or _hash(folder / one.file) != one.sha256:
            raise NotValid(f"{path.name}, line {number}: the ledger was changed. Restore it from a copy.")
        found.append(one)
        before = hashlib.sha256(line.encode()).hexdigest()
    return found


def check_audience(audience: str) -> None:
    """Refuse an audience that is none.

    Raises
    ------
    NotValid
        When it is neither public nor partner.
    """
    if audience not in ("public", "partner"):
        raise NotValid(f"“{audience[:20]}” is no audience. Choose public or partner.")


def publish(
    folder: Path,
    table: SafeTable,
    *,
    tables: tuple[tuple[str, ...], ...],
    file: Path,
    snapshot: str,
    audience: str,
    day: str,
    magnitude: Magnitude | None = None,
) -> Published:
    """Add a safe table to the ledger: a copy of its file, and a line.

    Raises
    ------
    NotValid
        When the ledger was changed, or the audience is neither public nor partner.
    """
    check_audience(audience)
    earlier = list_published(folder)
    number = len(earlier) + 1
    copy = folder / f"{number:04}.csv"
    folder.mkdir(parents=True, exist_ok=True)
    _copy_to_disk(file, copy)
    _drop_torn_end(folder / _LIST)
    text = (folder / _LIST).read_text(encoding="utf-8").splitlines() if earlier else []
    before = hashlib.sha256(text[-1].encode()).hexdigest() if text else ""
    one = Published(
        number,
        table.dimensions,
        tables,
        snapshot,
        audience,
        table.policy.name,
        copy.name,
        _hash(copy),
        before,
        day,
        table.policy.base,
        table.policy.withhold_to,
        magnitude.name if magnitude else "",
        bool(magnitude and magnitude.scale),
    )
    with (folder / _LIST).open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
        ledger.flush()
        os.fsync(ledger.fileno())
    return one


def _whole_lines(text: str) -> list[str]:
    """The lines of a ledger, without an end that was being written when the power went."""
    lines = text.splitlines()
    if lines and not text.endswith("\n"):
        try:
            json.loads(lines[-1])
        except ValueError:
            # What was cut short here never went out: a release goes out after its line is on the disk.
            lines.pop()
    return lines


def _drop_torn_end(path: Path) -> None:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    whole = "".join(f"{line}\n" for line in _whole_lines(text))
    if whole != text:
        mended = path.with_suffix(".mended")
        mended.write_text(whole, encoding="utf-8")
        mended.replace(path)


def _copy_to_disk(file: Path, copy: Path) -> None:
    """Copy a file, and come back when it would outlast a power cut."""
    shutil.copyfile(file, copy)
    with copy.open("rb") as written:
        os.fsync(written.fileno())


def name_snapshot(folder: Path, counts: Path) -> str:
    """A name for these counts from their content, with a secret of this ledger, so that it tells nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    salt = folder / _SALT
    if not salt.exists():
        handle = os.open(salt, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    secret = salt.read_text(encoding="ascii").encode()
    return hashlib.blake2b(counts.read_bytes(), key=secret[:64], digest_size=12).hexdigest()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
