"""Sends the sound files in which questions are read out, whole or in the parts that tablets ask for."""

import asyncio
import re

from oneplan.listen.waves.places import audio_folder
from oneplan.web.listen.collecting.journey import say
from oneplan.web.listen.collecting.requests import Reply, Request
from oneplan.web.listen.collecting.waves import OpenWaves

SOUNDS = "/survey/audio/"
_KINDS = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"}
_RANGE = re.compile(rb"bytes=(\d{1,12})-(\d{0,12})")


async def send_sound(waves: OpenWaves, request: Request) -> Reply:
    """A sound file that a question of an open wave names."""
    wave, _, name = request.path.removeprefix(SOUNDS).partition("/")
    here = waves.find_named(wave)
    if here is None or name not in here.pages.sounds:
        return say("lost", status=404)
    try:
        content = await asyncio.to_thread(audio_folder(waves.home, wave).joinpath(name).read_bytes)
    except OSError:
        return say("lost", status=404)
    kind = _KINDS[name.rpartition(".")[2]]
    part = _RANGE.fullmatch(request.headers.get(b"range", b""))
    if part is None:
        return Reply(content, kind=kind)
    first, last = int(part[1]), int(part[2] or len(content) - 1)
    if not first <= last or first >= len(content):
        return Reply(status=416, kind=kind)
    said = f"bytes {first}-{min(last, len(content) - 1)}/{len(content)}"
    return Reply(content[first : last + 1], status=206, kind=kind, part=said)
