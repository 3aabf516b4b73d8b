"""A reply and a locale -> the words that are spoken, and the card that repeats them in writing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skill.conversation import Line, Reply, State
from skill.languages import Locale, translate
from skill.protocol import Protocol


@dataclass(frozen=True)
class Speech:
    """What is heard and seen: SSML without its `speak` tag, the same as plain text, and a card."""

    ssml: str
    text: str
    reprompt: str
    card_title: str
    card_text: str


class Speaker:
    """Puts replies into the words of one locale."""

    def __init__(self, protocol: Protocol, locale: Locale) -> None:
        self._protocol = protocol
        self._locale = locale
        self._texts = protocol.texts

    def speak(self, reply: Reply) -> Speech:
        """The words of `reply`."""
        text, ssml = self._render(reply.lines, reply.state)
        _, reprompt = self._render(reply.reprompt, reply.state)
        disclaimer = self._text("prompt.card.disclaimer", reply.state)
        return Speech(
            ssml=ssml,
            text=text,
            reprompt=reprompt,
            card_title=self._text("prompt.card.title", reply.state),
            card_text=f"{text}\n\n{disclaimer}",
        )

    def last_resort(self) -> Speech:
        """What is said when everything else failed."""
        lines = (Line("prompt.last_resort"),)
        return self.speak(Reply(lines, (), State(), ended=True))

    def _render(self, lines: Iterable[Line], state: State) -> tuple[str, str]:
        texts = [self._sentence(line, state) for line in lines]
        plain = self._locale.sentence_gap.join(texts)
        ssml = escape(plain)
        for mark, number, spoken in (
            (_NUMBER, self.number, self._locale.spoken_number),
            (_POLICE, self.police, self._locale.spoken_police),
        ):
            written = number or self._text("prompt.local_number", state)
            plain = plain.replace(mark, written)
            ssml = ssml.replace(mark, _said(number, spoken) or escape(written))
        return plain, ssml

    @property
    def number(self) -> str:
        """The emergency number of the locale's territory; empty where none is known."""
        entry = self._protocol.emergency_numbers.get(self._locale.territory)
        return entry.number if entry else ""

    @property
    def police(self) -> str:
        """The number of the police; empty where it is the emergency number, or none is known."""
        entry = self._protocol.emergency_numbers.get(self._locale.territory)
        return entry.police if entry else ""

    def _sentence(self, line: Line, state: State) -> str:
        text = self._text(line.id, state)
        clauses = [self._text(f"finding.{id}.clause", state) for id in line.findings]
        denials = [self._text(f"finding.{id}.denied", state) for id in line.denied]
        joined = self._joined("or" if line.id in _ANY_OF else "and", clauses)
        if denials:
            denied = self._joined("and", denials)
            joined = self._then(joined, denied) if joined else denied
        if "%(" not in text:
            return text
        suggested = {id: self.suggestion(id) for id in self._protocol.suggestions}
        against_violence = line.id == "prompt.assault" and self.police
        number = self._joined("or", [_POLICE, _NUMBER]) if against_violence else _NUMBER
        return text % {**suggested, "findings": joined, "number": number}

    def label(self, id: str) -> str:
        """The label `id`, with the emergency number where it names one."""
        text = self._plain(f"label.{id}")
        number = self.number or self._plain("prompt.local_number")
        return text.replace("%(number)s", number)

    def suggestion(self, id: str) -> str:
        """What a listener may say, as the prompts suggest it."""
        return self._plain(f"suggestion.{id}")

    def finding(self, id: str, state: State) -> str:
        """The finding `id` as it is in `state`: a clause, or where it is denied a denial."""
        denied = state.findings.get(id) == "no"
        return self._text(f"finding.{id}.{'denied' if denied else 'clause'}", state)

    def _joined(self, word: str, parts: list[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        joined = self._plain(f"prompt.list.{word}") % {"first": parts[-2], "last": parts[-1]}
        for part in reversed(parts[:-2]):
            joined = self._then(part, joined)
        return joined

    def _then(self, first: str, rest: str) -> str:
        return self._plain("prompt.list.comma") % {"first": first, "rest": rest}

    def _plain(self, name: str) -> str:
        return translate(self._locale, name, self._texts[name])

    def _text(self, name: str, state: State) -> str:
        other = f"{name}.other"
        return self._plain(other if state.about == "other" and other in self._texts else name)


# xml.sax.saxutils, which has the same, brings urllib.request along: a quarter of a cold start.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """`text` as it stands in SSML."""
    return text.translate(_ENTITIES)


def _said(number: str, spoken: str) -> str:
    """A number in SSML, read digit by digit unless it has another way to be said."""
    if not number:
        return ""
    if spoken:
        return f'<sub alias="{spoken}">{number}</sub>'
    return f'<say-as interpret-as="digits">{number}</say-as>'


# Sentences that hold if one of their findings does.
_ANY_OF = (
    "prompt.any_of",
    "prompt.result.why_any",
    "prompt.result.weight_any",
)

# Stand for the numbers until the sentence is escaped; no sentence holds them.
_NUMBER = "\N{OBJECT REPLACEMENT CHARACTER}"
_POLICE = "\N{INTERLINEAR ANNOTATION ANCHOR}"
