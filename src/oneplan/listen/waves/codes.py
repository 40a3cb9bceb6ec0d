"""The codes on the cards, and what is kept in their place: keyed hashes, worthless without the wave's key."""

import hashlib
import hmac

from oneplan.listen.waves.wave import Group

ALPHABET = "CDFHJKMNPQRTVWXY23456789"
"""No two of them look alike, and no vowel makes a word of them: 24 to the power of 8 codes, 110 thousand
million."""
LETTERS = 8
BYTES = 16
_FORM_BYTES = 6
_SPACES = str.maketrans("", "", " -–—.\t\r\n\u00a0")


def make_code(key: bytes, group: Group, *, number: int) -> str:
    """The code on the card of this number, counted from 1, in a group.

    Codes are nowhere written down: the same key makes them again.

    Examples
    --------
    >>> make_code(bytes(32), Group(school="100001", year=5, version="primary"), number=1)
    'R9Y7QXM5'
    """
    said = f"code|{group.school}|{group.year}|{group.version}|{number}"
    drawn = int.from_bytes(_hash(key, said.encode()), "big")
    letters = []
    for _ in range(LETTERS):
        drawn, place = divmod(drawn, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def read_code(typed: str) -> str | None:
    """What a child typed, as a code; None where it cannot be one.

    Small letters, spaces and hyphens do no harm.

    Examples
    --------
    >>> read_code(" cdfh-jkm2 "), read_code("CDFHJKM"), read_code("CDFHJKM0")
    ('CDFHJKM2', None, None)
    """
    code = typed[:100].translate(_SPACES).upper()
    return code if len(code) == LETTERS and set(code) <= set(ALPHABET) else None


def show_code(code: str) -> str:
    """A code as it stands on a card, in two halves.

    Examples
    --------
    >>> show_code("CDFHJKM2")
    'CDFH JKM2'
    """
    return f"{code[: LETTERS // 2]} {code[LETTERS // 2 :]}"


def session_of(key: bytes, code: str) -> bytes:
    """What stands for a pupil beside the answers."""
    return _hash(key, b"session|" + code.encode())[:BYTES]


def ticket_of(key: bytes, session: bytes) -> bytes:
    """What stands for a card in the list of cards; without the key nobody can tell to which session."""
    return _hash(key, b"ticket|" + session)[:BYTES]


def cookie_of(key: bytes, session: bytes) -> str:
    """What a browser keeps: the session, and a proof that we gave it."""
    return (session + _proof(key, session)).hex()


def read_cookie(key: bytes, cookie: str) -> bytes | None:
    """The session in a cookie that was made with this key; None for any other."""
    try:
        given = bytes.fromhex(cookie)
    except ValueError:
        return None
    session, proof = given[:BYTES], given[BYTES:]
    return session if hmac.compare_digest(proof, _proof(key, session)) else None


def form_of(key: bytes, session: bytes) -> str:
    """What a form says of the pupil for whom it was drawn; nobody can tell from it which session that is."""
    return _hash(key, b"form|" + session)[:_FORM_BYTES].hex()


def opaque_id(key: bytes, session: bytes, *, question: str, revision: int) -> str:
    """What one free text is called for those who read it, so that reading can be remembered."""
    return _hash(key, b"said|" + session + f"|{question}|{revision}".encode())[:BYTES].hex()


def _proof(key: bytes, session: bytes) -> bytes:
    return _hash(key, b"cookie|" + session)[:BYTES]


def _hash(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, said, hashlib.sha256)
