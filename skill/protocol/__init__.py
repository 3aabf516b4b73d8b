"""The clinical protocol: facts, findings, questions, rules, answers, prompts, emergency numbers.

The data are the TOML files beside this module; `load` reads them once and refuses bad data with a
sentence that names the file, the entry and the mend. A built package has them in one JSON file,
checked when it was built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

Urgency = Literal["emergency", "urgent", "prompt"]
Value = Literal["yes", "no", "not_sure"]

URGENCIES: tuple[Urgency, ...] = ("emergency", "urgent", "prompt")
"""From the most to the least urgent."""

SECTIONS = {"overview": 2, "benign": 3, "infections": 3, "growths": 2, "serious": 2, "now": 2}
"""The source document's sections and how many sentences each has."""

FOLDER = Path(__file__).parent
COMPILED = "protocol.json"


class ProtocolError(ValueError):
    """Bad protocol data; the message says which file, which entry and what to mend."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of a protocol file."""


class Fact(Entry, frozen=True):
    """One fact of the source document, with the place it stands."""

    id: str
    section: str
    sentence: int
    says: str


class Finding(Entry, frozen=True):
    """Something the patient may have; see findings.toml for the clauses."""

    id: str
    you: str
    they: str
    denied: str
    ask: str
    ask_other: str


class Question(Entry, frozen=True):
    """A question of the triage, which asks its findings together."""

    id: str
    findings: tuple[str, ...]
    text: str
    why: str
    not_sure: Urgency
    not_sure_why: str
    facts: tuple[str, ...]
    reviewed: date
    other: str = ""


class Rule(Entry, frozen=True):
    """What any of the rule's findings means when it is there."""

    name: str
    any: tuple[str, ...]
    urgency: Urgency
    effect: Literal["level", "weight", "screening"]
    why: str
    facts: tuple[str, ...]
    reviewed: date


class Answer(Entry, frozen=True):
    """An answer to a topic or a question, and the facts it speaks."""

    id: str
    text: str
    facts: tuple[str, ...]
    editorial: str = ""


class Prompt(Entry, frozen=True):
    """Another thing the skill says; `editorial` is the reason it may."""

    id: str
    text: str
    editorial: str
    other: str = ""


class Suggestion(Entry, frozen=True):
    """A phrase that prompts suggest, by the placeholder that is its id; a sample of `intent`."""

    id: str
    text: str
    intent: str


class Label(Entry, frozen=True):
    """Words that are read and not spoken; `where` tells the translator where they stand."""

    id: str
    text: str
    where: str


class EmergencyNumber(Entry, frozen=True):
    """The number a person who bleeds should call in a territory (ISO 3166).

    `police` is who to call against violence; empty where it is the same number.
    """

    territory: str
    number: str
    police: str = ""
    note: str = ""


class Protocol(msgspec.Struct, frozen=True, dict=True):
    """All of the protocol; every mapping is in the order of its file.

    It never changes, so that what follows from it is worked out once.
    """

    facts: Mapping[str, Fact]
    findings: Mapping[str, Finding]
    questions: Mapping[str, Question]
    rules: Mapping[str, Rule]
    answers: Mapping[str, Answer]
    prompts: Mapping[str, Prompt]
    suggestions: Mapping[str, Suggestion]
    labels: Mapping[str, Label]
    emergency_numbers: Mapping[str, EmergencyNumber]

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The ids of the topics one can ask about."""
        return tuple(id.removeprefix("topic.") for id in self.answers if id.startswith("topic."))

    @cached_property
    def texts(self) -> dict[str, str]:
        """All that is spoken or read: its id, which is its gettext context, and the English."""
        texts: dict[str, str] = {}
        for prompt in self.prompts.values():
            texts |= _texts(f"prompt.{prompt.id}", text=prompt.text, other=prompt.other)
        for answer in self.answers.values():
            texts |= _texts(f"answer.{answer.id}", text=answer.text)
        for question in self.questions.values():
            texts |= _texts(f"question.{question.id}", text=question.text, other=question.other)
            texts |= _texts(f"question.{question.id}.why", text=question.why)
        for rule in self.rules.values():
            texts |= _texts(f"rule.{rule.name}", text=rule.why)
        for finding in self.findings.values():
            name = f"finding.{finding.id}"
            texts |= _texts(f"{name}.clause", text=finding.you, other=finding.they)
            texts |= _texts(f"{name}.denied", text=finding.denied)
            texts |= _texts(f"{name}.ask", text=finding.ask, other=finding.ask_other)
        for suggestion in self.suggestions.values():
            texts |= _texts(f"suggestion.{suggestion.id}", text=suggestion.text)
        for label in self.labels.values():
            texts |= _texts(f"label.{label.id}", text=label.text)
        return texts


def _texts(name: str, *, text: str, other: str = "") -> dict[str, str]:
    return {name: text} | ({f"{name}.other": other} if other else {})


@cache
def load(folder: Path = FOLDER) -> Protocol:
    """Read and check the protocol in `folder`. Raises ProtocolError."""
    path = folder / COMPILED
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=Protocol)
    protocol = Protocol(
        facts=_read(folder, "facts", "fact", Fact, lambda fact: fact.id),
        findings=_read(folder, "findings", "finding", Finding, lambda finding: finding.id),
        questions=_read(folder, "questions", "question", Question, lambda question: question.id),
        rules=_read(folder, "rules", "rule", Rule, lambda rule: rule.name),
        answers=_read(folder, "answers", "answer", Answer, lambda answer: answer.id),
        prompts=_read(folder, "prompts", "prompt", Prompt, lambda prompt: prompt.id),
        suggestions=_read(
            folder, "suggestions", "suggestion", Suggestion, lambda suggestion: suggestion.id
        ),
        labels=_read(folder, "labels", "label", Label, lambda label: label.id),
        emergency_numbers=_read(
            folder, "emergency_numbers", "number", EmergencyNumber, lambda number: number.territory
        ),
    )
    _check(protocol)
    return protocol


def compiled(protocol: Protocol) -> bytes:
    """The file that `load` reads in a built package."""
    return msgspec.json.encode(protocol)


AnyEntry = TypeVar("AnyEntry", bound=Entry)


def _read(
    folder: Path, file: str, table: str, kind: type[AnyEntry], key: Callable[[AnyEntry], str]
) -> dict[str, AnyEntry]:
    import tomllib

    path = folder / f"{file}.toml"
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{path.name} is not TOML: {error}.") from error
    if set(content) != {table} or not isinstance(content[table], list):
        raise ProtocolError(f"{path.name} holds something other than [[{table}]] entries.")
    entries: dict[str, AnyEntry] = {}
    for position, raw in enumerate(content[table], start=1):
        name = raw.get("id") or raw.get("name") or raw.get("territory") or f"number {position}"
        try:
            entry = msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            raise ProtocolError(f"{path.name}: {table} '{name}': {error}.") from error
        if key(entry) in entries:
            raise ProtocolError(f"{path.name}: {table} '{name}' stands twice; remove one.")
        entries[key(entry)] = entry
    return entries


def _check(protocol: Protocol) -> None:
    for fact in protocol.facts.values():
        if not 1 <= fact.sentence <= SECTIONS.get(fact.section, 0):
            raise ProtocolError(
                f"facts.toml: fact '{fact.id}' stands in {fact.section}/{fact.sentence}, "
                "which the source does not have; mend section or sentence."
            )
    for question in protocol.questions.values():
        where = f"questions.toml: question '{question.id}'"
        _known(where, "finding", question.findings, protocol.findings)
        _known(where, "fact", question.facts, protocol.facts)
    for rule in protocol.rules.values():
        where = f"rules.toml: rule '{rule.name}'"
        _known(where, "finding", rule.any, protocol.findings)
        _known(where, "fact", rule.facts, protocol.facts)
    for answer in protocol.answers.values():
        _known(f"answers.toml: answer '{answer.id}'", "fact", answer.facts, protocol.facts)
    asked = [id for question in protocol.questions.values() for id in question.findings]
    for finding in protocol.findings:
        if asked.count(finding) != 1:
            raise ProtocolError(
                f"questions.toml: finding '{finding}' is asked by {asked.count(finding)} "
                "questions; let exactly one question ask it."
            )
        if not any(finding in rule.any for rule in protocol.rules.values()):
            raise ProtocolError(
                f"rules.toml: no rule says what finding '{finding}' means; add one."
            )


def _known(where: str, kind: str, cited: Iterable[str], known: Mapping[str, object]) -> None:
    cited = tuple(cited)
    if not cited:
        raise ProtocolError(f"{where} cites no {kind}; name at least one.")
    for id in cited:
        if id not in known:
            raise ProtocolError(
                f"{where} cites {kind} '{id}', which {kind}s.toml does not have; "
                "correct the id or add it there."
            )
