"""How much memory and time closing a wave takes: 23,816 pupils who each answered 300 questions."""

import json
import random
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from oneplan.listen.collection.sqlite import SqliteStore
from oneplan.listen.collection.tables import as_text
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.ways import own_codes
from oneplan.listen.synthetic.closed import DEMONSTRATION, widen
from oneplan.listen.waves.keys import make_key
from oneplan.listen.waves.places import answers_file, questionnaire_file
from oneplan.listen.waves.wave import Wave, read_wave, write_wave

PUPILS, SCHOOLS, QUESTIONS = 23_816, 252, 300
WAVE = "2027"
HOW = f"""From a store in SQLite in which each pupil gave {QUESTIONS} answers, to the end: sealed, drawn by
lot, written, read back, key and store destroyed. CPU seconds of the process; and the most memory that it
held, beside what it held before it began."""
SIZES = (PUPILS // 4, PUPILS)


def run() -> str:
    """The section of the page."""
    rows = []
    for pupils in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            fill(Path(folder), pupils=pupils)
            megabytes = answers_file(Path(folder), WAVE).stat().st_size / 1e6
            done = subprocess.run(
                [sys.executable, "-m", __name__, folder], check=True, capture_output=True, text=True
            )
            spent = json.loads(done.stdout)
        rows.append(
            f"| {pupils:,} | {megabytes:,.0f} MB | {spent['seconds']:.0f} s | {spent['before']:.0f} MB "
            f"| {spent['most']:.0f} MB |"
        )
    return "\n".join(
        [
            "## Closing a wave",
            "",
            HOW,
            "",
            "| Pupils | Store | CPU | Memory before | Most memory |",
            "|---:|---:|---:|---:|---:|",
            *rows,
            "",
        ]
    )


def fill(home: Path, *, pupils: int) -> None:
    """An open wave in which so many pupils answered everything, whatever way their answers lead."""
    asked = widen(read_questionnaire(DEMONSTRATION), questions=QUESTIONS)
    versions = list(asked.versions)
    wave = Wave(
        id=WAVE,
        title="Made up",
        versions=tuple(versions),
        languages=("en",),
        opens=date(2027, 3, 1),
        closes=date(2027, 3, 31),
        state="open",
        schools={str(school): f"School {school}" for school in range(SCHOOLS)},
    )
    write_wave(home, wave)
    questionnaire_file(home, WAVE).write_text(asked.model_dump_json(by_alias=True), encoding="utf-8")
    store = SqliteStore(answers_file(home, WAVE), key=make_key(home, WAVE))
    chance = random.Random(1)
    answers = _answers(asked)
    sessions = sorted(secrets.token_bytes(16) for _ in range(pupils))
    with store._transaction(writes=True) as on:  # noqa: SLF001 - pupil by pupil it would take half an hour
        on.executemany(
            "INSERT INTO sessions VALUES (?, ?, 8, ?, 'en', 'done')",
            ((session, str(chance.randrange(SCHOOLS)), chance.choice(versions)) for session in sessions),
        )
        on.executemany(
            "INSERT INTO answers VALUES (?, ?, 1, ?)",
            ((session, question, chance.choice(some)) for session in sessions for question, some in answers),
        )
    store.close()


def _answers(asked: Questionnaire) -> list[tuple[str, list[str]]]:
    """Every question with some answers that it may get."""
    return [
        (question.id, _some(asked, question)) for question in sorted(asked.questions, key=lambda one: one.id)
    ]


def _some(asked: Questionnaire, question: Question) -> list[str]:
    if question.kind == "text":
        return [
            as_text({"text": f"{number} words that a child wrote, and some more"}) for number in range(99)
        ]
    codes = own_codes(asked, question) if question.kind != "number" else ("dont-know",)
    return [as_text({"codes": [code]}) for code in codes]


def main(home: Path) -> None:
    """Close the wave in this process, and say what it took."""
    from oneplan.listen.closing.close import close_wave

    store = SqliteStore(answers_file(home, WAVE), key=bytes(32))
    before, began = _most_memory(), time.process_time()
    close_wave(home, read_wave(home, WAVE), store=store)
    spent = {"seconds": time.process_time() - began, "before": before, "most": _most_memory()}
    sys.stdout.write(json.dumps(spent))


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]))
