"""The smart speaker line by line: for programs, and for one utterance."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import msgspec
from rich.console import Console
from rich.text import Text

from skill import protocol
from skill.languages import find
from skill.speaker.device import Device, Turn
from skill.speaker.loopback import local_endpoint
from skill.speech import Speaker

NEW_SESSION = "!new"
URGENCIES = {
    "emergency": ("!!", "bold white on red"),
    "urgent": ("!", "bold black on yellow"),
    "prompt": ("i", "bold black on cyan"),
}
"""A sign and a style for each, so that neither stands alone."""

MARKS = {"yes": "✓", "no": "✗", "not_sure": "?"}


def turns(device: Device, utterances: Iterable[str]) -> Iterator[Turn]:
    """The launch, then the answer to each utterance."""
    yield device.open()
    for utterance in utterances:
        yield device.open() if utterance.strip() == NEW_SESSION else device.say(utterance.strip())


def talk_json(locale: str) -> None:
    """The line protocol: an utterance a line in, a JSON object a line out, in UTF-8."""
    said = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    with local_endpoint() as url:
        for turn in turns(Device(url, locale), said):
            sys.stdout.buffer.write(msgspec.json.encode(turn) + b"\n")
            sys.stdout.flush()


def ask(locale: str, utterance: str, *, as_json: bool) -> None:
    """Say one utterance and show the answer."""
    with local_endpoint() as url:
        device = Device(url, locale)
        turn = device.say(utterance)
        if as_json:
            sys.stdout.buffer.write(msgspec.json.encode(turn) + b"\n")
        else:
            show(Console(highlight=False), device, turn)


def show(console: Console, device: Device, turn: Turn) -> None:
    """Print the urgency in words and colour, what the speaker says, and what was understood."""
    speaker = Speaker(protocol.load(), find(device.locale))
    if turn.urgency:
        sign, style = URGENCIES[turn.urgency]
        words = speaker.label(f"screen.{turn.urgency}")
        console.print(Text(f" {sign} {words} ", style=style))
    console.print(turn.speech or "(silence)", markup=False)
    understood = [
        f"{MARKS[value]} {speaker.finding(id, device.state)}" for id, value in turn.findings.items()
    ]
    console.print(Text("  ".join([f"[{turn.intent}]", *understood]), style="dim"))
