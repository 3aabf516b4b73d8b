"""The smart speaker in a terminal, for people."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress

import click
from rich.console import Console
from rich.text import Text

from skill import protocol
from skill.languages import LOCALES, find
from skill.speaker import voice
from skill.speaker.device import Device, Turn, learn
from skill.speaker.loopback import local_endpoint
from skill.speaker.names import own_name
from skill.speaker.terminal import show
from skill.triage import decide


def talk(locale: str, *, speak: bool) -> None:
    """Talk with the skill until Ctrl-C or Ctrl-D."""
    with suppress(EOFError, KeyboardInterrupt), local_endpoint() as url:
        Talk(Device(url, locale), speak=speak).run()
    click.echo()


class Talk:
    """One person at the terminal. Lines are remembered for the arrow keys, in memory alone."""

    def __init__(self, device: Device, *, speak: bool) -> None:
        self.device = device
        self.speak = speak
        self.console = Console(highlight=False)
        self.commands: dict[str, Callable[[str], None]] = {
            "/locale": self.change_locale,
            "/why": self.why,
            "/json": self.exchange,
            "/new": self.start_anew,
            "/help": self.help,
        }

    def run(self) -> None:
        """Read and answer line after line; an empty one is silence."""
        with suppress(ImportError):
            import readline

            readline.set_completer(self.completion)
            readline.set_completer_delims(" ")
            readline.parse_and_bind("tab: complete")
        self.note(
            f"A smart speaker in {own_name(self.device.locale)}. Type what you would say; an empty "
            "line is silence. /help tells the commands, Ctrl-D ends."
        )
        self.tell(self.device.open())
        learn(self.device.locale)
        while True:
            line = input("> ").strip()
            command, _, argument = line.partition(" ")
            if command.startswith("/"):
                self.commands.get(command, self.unknown)(argument.strip())
            else:
                self.tell(self.device.say(line))

    def tell(self, turn: Turn) -> None:
        """Show an answer, and read it aloud where that is wanted."""
        show(self.console, self.device, turn)
        if self.speak and turn.speech:
            self.read_aloud(turn.speech)
        if turn.ended:
            self.note("The session is over; what you say next opens another.")
        self.console.print()

    def read_aloud(self, speech: str) -> None:
        """Read aloud; where it cannot be done, say why, once."""
        locale = find(self.device.locale)
        problem = voice.missing(locale.language) or voice.read_aloud(
            voice.aloud(protocol.load(), locale, speech), locale
        )
        if problem:
            self.note(problem)
            self.speak = False

    def change_locale(self, tag: str) -> None:
        """Go on in another locale; what was said last is said again in it."""
        if tag not in LOCALES:
            self.note("/locale and one of:")
            self.note("\n".join(f"  {known}  {own_name(known)}" for known in LOCALES))
            return
        self.device.locale = tag
        learn(tag)
        self.note(f"It goes on in {own_name(tag)}.")
        last = self.device.session.last
        if last and not last.ended:
            self.tell(self.device.intend("AMAZON.RepeatIntent"))

    def why(self, _: str) -> None:
        """Why this question or this advice, and the rules and their sources behind it."""
        self.tell(self.device.intend("AskWhyIntent"))
        known = protocol.load()
        decision = decide(known, self.device.state.findings)
        deciding = {*decision.reasons, *decision.unsure, *decision.weight}
        for rule in known.rules.values():
            if deciding & set(rule.any):
                facts = [known.facts[id] for id in rule.facts]
                places = ", ".join(f"{fact.section} {fact.sentence}" for fact in facts)
                self.note(f"{rule.name}: {rule.urgency}, after the document's {places}")

    def exchange(self, _: str) -> None:
        """The last request to the skill and its response."""
        if self.device.exchange:
            self.console.print_json(data=self.device.exchange.request)
            self.console.print_json(data=self.device.exchange.response)

    def start_anew(self, _: str) -> None:
        """Drop the conversation and start another."""
        self.tell(self.device.open())

    def help(self, _: str) -> None:
        """Tell the commands."""
        for name, command in self.commands.items():
            self.note(f"  {name:8} {inspect.getdoc(command)}")

    def unknown(self, _: str) -> None:
        """Say which commands there are."""
        self.note(f"The commands are {', '.join(self.commands)}.")

    def completion(self, start: str, number: int) -> str | None:
        """The completion of that number of what is being typed."""
        found = [f"{word} " for word in (*self.commands, *LOCALES) if word.startswith(start)]
        return found[number] if start and number < len(found) else None

    def note(self, text: str) -> None:
        """Say something that the skill does not say."""
        self.console.print(Text(text, style="dim"))
