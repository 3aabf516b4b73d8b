"""The smart speaker in a terminal: for people, and line by line for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import msgspec
from rich.console import Console

from skill.speaker.device import Device, Turn
from skill.speaker.loopback import local_endpoint

NEW_SESSION = "!new"
COLOURS = {
    "emergency": "bold white on red",
    "urgent": "bold black on yellow",
    "prompt": "bold cyan",
}


def turns(device: Device, utterances: Iterable[str]) -> Iterator[Turn]:
    """The launch, then the answer to each utterance."""
    yield device.open()
    for utterance in utterances:
        yield device.open() if utterance.strip() == NEW_SESSION else device.say(utterance.strip())


def talk_json(locale: str) -> None:
    """The line protocol: an utterance a line in, a JSON object a line out."""
    with local_endpoint() as url:
        for turn in turns(Device(url, locale), (line.rstrip("\n") for line in sys.stdin)):
            sys.stdout.write(msgspec.json.encode(turn).decode() + "\n")
            sys.stdout.flush()


def talk(locale: str) -> None:
    """Talk with the skill; Ctrl-C or Ctrl-D ends."""
    console = Console(highlight=False)
    console.print(
        f"A smart speaker in {locale}. Type what you would say; Ctrl-D ends.\n", style="dim"
    )
    with local_endpoint() as url:
        device = Device(url, locale)
        show(console, device.open())
        while True:
            try:
                utterance = console.input("[bold]> [/bold]")
            except (EOFError, KeyboardInterrupt):
                console.print()
                return
            show(console, device.say(utterance))


def ask(locale: str, utterance: str, *, as_json: bool) -> None:
    """Say one utterance and show the answer."""
    with local_endpoint() as url:
        turn = Device(url, locale).say(utterance)
    if as_json:
        sys.stdout.write(msgspec.json.encode(turn).decode() + "\n")
    else:
        show(Console(highlight=False), turn)


def show(console: Console, turn: Turn) -> None:
    """Print what the speaker says, its urgency in words and colour, and what was understood."""
    if turn.urgency:
        console.print(f" {turn.urgency.upper()} ", style=COLOURS[turn.urgency])
    console.print(turn.speech or "(silence)")
    understood = ", ".join(f"{id}: {value}" for id, value in turn.findings.items())
    console.print(f"[{turn.intent}] {understood}".rstrip(), style="dim", markup=False)
