"""Where a wave is kept below the partnership's folder."""

import re
from pathlib import Path

from oneplan.errors import NotValid

LISTENING, KEYS = "listening", "keys"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_LETTERS = 40


def is_wave_id(name: str) -> bool:
    """Whether a name can be that of a wave: small letters and figures, with hyphens between."""
    return len(name) <= MOST_LETTERS and _SLUG.fullmatch(name) is not None


def wave_folder(home: Path, wave: str) -> Path:
    """The folder of a wave.

    Raises
    ------
    NotValid
        When the name is no name of a wave, so that no other folder can be reached with it.

    Examples
    --------
    >>> wave_folder(Path("home"), "2027").as_posix()
    'home/listening/2027'
    """
    if not is_wave_id(wave):
        said = f"“{wave[:MOST_LETTERS]}” is no name for a wave."
        raise NotValid(f"{said} Use small letters, figures and hyphens, at most {MOST_LETTERS}.")
    return home / LISTENING / wave


def about_file(home: Path, wave: str) -> Path:
    """What the wave is: schools, versions, dates, state."""
    return wave_folder(home, wave) / "wave.json"


def questionnaire_file(home: Path, wave: str) -> Path:
    """The questionnaire as it was when the wave was made."""
    return wave_folder(home, wave) / "questionnaire.yaml"


def answers_file(home: Path, wave: str) -> Path:
    """The answers, where they are kept in SQLite."""
    return wave_folder(home, wave) / "answers.sqlite3"


def audio_folder(home: Path, wave: str) -> Path:
    """The sound files that the questionnaire names."""
    return wave_folder(home, wave) / "audio"


def key_file(home: Path, wave: str) -> Path:
    """The wave's key, in a folder that is in no backup."""
    return home / KEYS / f"{wave_folder(home, wave).name}.key"
