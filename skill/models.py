"""Interaction models and hearing data, made from the sentence files of the voice designers."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise, permutations, product, starmap
from pathlib import Path
from typing import Any

import yaml
from hassil import parse_sentence
from hassil.expression import Alternative, ListReference, TextChunk
from hassil.sample import sample_expression
from unicode_rbnf import RbnfEngine

from skill.languages import LOCALES, Locale, data_folder, find, languages, translate
from skill.protocol import Protocol
from skill.understanding.lexicon import FILED, GAP, Index, Pattern, Words, as_data, filed
from skill.understanding.text import words

SLOT_TYPES = {
    "topic": "TOPIC",
    "finding": "FINDING",
    "second_finding": "FINDING",
    "third_finding": "FINDING",
    "denied_finding": "FINDING",
    "second_denied_finding": "FINDING",
    "patient": "PATIENT",
    "story": "AMAZON.SearchQuery",
}
INTENTS = (
    "CheckSymptomsIntent",
    "ReportSymptomsIntent",
    "TellStoryIntent",
    "AskTopicIntent",
    "AskCausesIntent",
    "AskWhatToDoIntent",
    "AskDangerSignsIntent",
    "AskUntilSeenIntent",
    "AskHowCommonIntent",
    "AskWhyIntent",
    "NotSureIntent",
    "CorrectAnswerIntent",
    "EmergencyNumberIntent",
    "AssaultDisclosureIntent",
)
BUILT_INS = tuple(
    f"AMAZON.{name}Intent"
    for name in (
        "Yes",
        "No",
        "Help",
        "Stop",
        "Cancel",
        "Repeat",
        "Previous",
        "StartOver",
        "NavigateHome",
        "Fallback",
    )
)
OF_SOMEONE = (
    "CheckSymptomsIntent",
    "ReportSymptomsIntent",
    "CorrectAnswerIntent",
    "AssaultDisclosureIntent",
)
"""Intents that may be about another person: whoever is named in a sample becomes a slot of it."""

LONGEST_PATIENT = 6
"""Words that name another person, at most; signs, where a language has no spaces."""

SAMPLES_A_TEMPLATE = 12
SYNONYMS_AN_ID = 100
MOST_EXPANSIONS = 20_000
AGES = range(12, 100)
TENS = range(20, 100, 10)

HEARING = (
    "findings",
    "denials",
    "age",
    "not_age",
    "negators",
    "negators_after",
    "stops",
    "joins",
    "alternatives",
    "reversals",
    "reversals_after",
    "clauses",
    "past",
    "hypothetical",
    "hypothetical_after",
    "unsure",
    "unsure_after",
    "self",
    "patients",
    "bystanders",
    "assault",
    "harmless",
)

FORBIDDEN = re.compile(r"[^\w\s.'’\-\u0900-\u0963]|\d")
"""What no sample may hold; Devanagari's signs are letters to Alexa."""

SPANS = ("gap", "reach", "list_reach", "sure")
"""Numbers of words in the section `hearing`, where a language needs others than the usual."""


class SentenceError(ValueError):
    """A sentence file that cannot be used; the message says where and what to mend."""


@dataclass(frozen=True)
class Sentences:
    """A sentence file, see docs/voice-designer.md."""

    language: str
    invocation_name: str | Mapping[str, str]
    lists: Mapping[str, Mapping[str, list[str]]]
    intents: Mapping[str, list[str]]
    hearing: Mapping[str, Any]


def sentence_path(language: str) -> Path:
    """Where the sentences of `language` stand in a checkout."""
    return data_folder("interaction_models") / "sentences" / f"{language}.yaml"


@cache
def read(language: str) -> Sentences:
    """The sentence file of `language`. Raises SentenceError."""
    path = sentence_path(language)
    if not path.exists():
        raise SentenceError(f"The sentence file {path.name} is missing; write it.")
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        rules: dict[str, str] = {}
        for name, template in said.pop("expansion_rules", {}).items():
            rules[name] = _with_rules(template, rules)
        return Sentences(**_with_rules(said, rules))
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        raise SentenceError(f"{path.name} cannot be read: {error}") from error
    except KeyError as error:
        name = error.args[0]
        raise SentenceError(f"{path.name}: no expansion rule '{name}' stands above.") from error


def _with_rules(said: Any, rules: Mapping[str, str]) -> Any:
    """All templates in `said`, with what the rules that they name stand for."""
    if isinstance(said, str):
        return re.sub(r"<(\w+)>", lambda name: f"({rules[name[1]]})", said)
    if isinstance(said, list):
        return [_with_rules(one, rules) for one in said]
    if isinstance(said, dict):
        return {key: _with_rules(one, rules) for key, one in said.items()}
    return said


def check(sentences: Sentences, protocol: Protocol) -> Iterator[str]:
    """What the voice designer has to mend, a sentence each."""
    file = f"{sentences.language}.yaml"
    for name, ids in (("finding", protocol.findings), ("topic", protocol.topics)):
        entries = sentences.lists.get(name, {})
        for id in ids:
            if len(synonyms(entries.get(id, []))) < 5:
                yield f"{file}: {name} '{id}' needs a value and at least four synonyms."
        for id in set(entries) - set(ids):
            yield f"{file}: {name} '{id}' is not in the protocol; remove it or correct the id."
    for intent in (*INTENTS, *BUILT_INS):
        if intent not in sentences.intents:
            yield f"{file}: intent '{intent}' is missing."
    for intent in set(sentences.intents) - {*INTENTS, *BUILT_INS}:
        yield f"{file}: intent '{intent}' is not one of the skill's."
    for key in set(sentences.hearing) - {*HEARING, *SPANS}:
        yield f"{file}: hearing has '{key}', which nothing reads."
    for key in ("findings", "denials"):
        for id in {id for ids in sentences.hearing.get(key, {}) for id in ids.split()}:
            if id not in protocol.findings:
                yield f"{file}: hearing.{key} has '{id}', which is no finding of the protocol."

    said = samples(sentences)
    for intent, texts in said.items():
        for text in texts:
            if FORBIDDEN.search(re.sub(r"\{\w+\}", "", text)):
                yield f"{file}: '{text}' of {intent} holds more than letters, apostrophes, hyphens."
    values = {
        tuple(words(text)) for list_name in sentences.lists for text in _all(sentences, list_name)
    }
    for locale in LOCALES.values():
        if locale.language == sentences.language:
            for suggestion in protocol.suggestions.values():
                phrase = translate(locale, f"suggestion.{suggestion.id}", suggestion.text)
                if not any(_says(sample, phrase, values) for sample in said[suggestion.intent]):
                    yield (
                        f"{file}: '{phrase}', which prompts suggest in {locale.tag}, "
                        f"is no sample of {suggestion.intent}."
                    )


def _all(sentences: Sentences, name: str) -> Iterator[str]:
    for templates in sentences.lists[name].values():
        yield from synonyms(templates)


def _says(sample: str, phrase: str, values: Container[tuple[str, ...]]) -> bool:
    """Whether the sample, with a slot value in its place, is the phrase."""
    before, _, after = re.sub(r"\{\w+\}", "{}", sample).partition("{}")
    first, last, said = words(before), words(after), words(phrase)
    middle = said[len(first) : len(said) - len(last)]
    return first + middle + last == said and (
        tuple(middle) in values if "{" in sample else not middle
    )


def expand(template: str, most: int) -> list[str]:
    """At most `most` sentences of the template, chosen for variety, the same ones every time."""
    try:
        sampled = sample_expression(parse_sentence(template).expression, expand_lists=False)
        found = list(dict.fromkeys(" ".join(s.split()) for s in islice(sampled, MOST_EXPANSIONS)))
    except Exception as error:
        raise SentenceError(f"The template '{template}' cannot be read: {error}") from error
    found = [sentence for sentence in found if sentence]
    if len(found) <= most:
        return found
    chosen = random.Random(template).sample(range(1, len(found)), most - 1)
    return [found[0], *(found[position] for position in sorted(chosen))]


def synonyms(templates: Iterable[str]) -> list[str]:
    """The ways of saying one id, the value first, each once however it is spelled."""
    found: dict[tuple[str, ...], str] = {}
    for template in templates:
        for sentence in expand(template, SYNONYMS_AN_ID):
            found.setdefault(tuple(words(sentence)), sentence)
    return list(found.values())[:SYNONYMS_AN_ID]


def finding_templates(sentences: Sentences, id: str) -> list[str]:
    """What fills a slot for a finding: its list, and free speech that is plain words."""
    entries = sentences.hearing.get("findings", {}).items()
    spoken = [template for ids, found in entries if id in ids.split() for template in found]
    plain = [template for template in spoken if not re.search(r"[_*{&]", template)]
    return [*sentences.lists["finding"][id], *plain]


def samples(sentences: Sentences, patients: Patients | None = None) -> dict[str, list[str]]:
    """The samples by intent; none stands under two. `patients` learns who is named in them."""
    taken: set[tuple[str, ...]] = set()
    result: dict[str, list[str]] = {}
    patients = patients or Patients(sentences)
    for intent in (*INTENTS, *BUILT_INS):
        kept: list[str] = []
        for template in sentences.intents.get(intent, []):
            for said in expand(template, SAMPLES_A_TEMPLATE):
                sentence = patients.as_slot(said) if intent in OF_SOMEONE else said
                key = tuple(re.sub(r"[{}_]", "", sentence).lower().split())
                if key not in taken:
                    taken.add(key)
                    kept.append(sentence)
        result[intent] = kept
    return result


def _value(id: str, names: list[str]) -> dict[str, Any]:
    return {"id": id, "name": {"value": names[0], "synonyms": names[1:]}}


class Patients:
    """Who else than the listener a sample speaks of; `names` are all that were met."""

    def __init__(self, sentences: Sentences) -> None:
        patterns = [
            made
            for template in sentences.hearing.get("patients", [])
            for made in _patterns(template)
        ]
        self._index = Index(filed(Words({"patients": patterns}, _numbers(sentences.language))))
        spaced = find(sentences.language).sentence_gap
        self._unit = re.compile(r"\{\w+\}|\S+" if spaced else r"\{\w+\}|\S")
        self.names: list[str] = []

    def as_slot(self, sample: str) -> str:
        """The sample with the slot `patient` in the place of the one it names, if any."""
        units = [*self._unit.finditer(sample)]
        for position, first in enumerate(units):
            for last in units[position : position + LONGEST_PATIENT]:
                name = sample[first.start() : last.end()]
                if "{" not in name and self._names_one(name):
                    self.names += [] if name in self.names else [name]
                    around = (sample[: first.start()], "{patient}", sample[last.end() :])
                    return " ".join(part.strip() for part in around if part.strip())
        return sample

    def _names_one(self, name: str) -> bool:
        said = words(name)
        return any((one.start, one.end) == (0, len(said)) for one in self._index.matches(said))


def model(locale: Locale) -> dict[str, Any]:
    """The interaction model of `locale`, as Alexa takes it."""
    sentences = read(locale.language)
    name = sentences.invocation_name
    patients = Patients(sentences)
    intents = []
    for intent, said in samples(sentences, patients).items():
        slots = sorted({slot for sample in said for slot in re.findall(r"\{(\w+)\}", sample)})
        entry: dict[str, Any] = {"name": intent, "samples": said}
        if intent in INTENTS:
            entry["slots"] = [{"name": slot, "type": SLOT_TYPES[slot]} for slot in slots]
        intents.append(entry)
    lists = {
        "finding": {id: finding_templates(sentences, id) for id in sentences.lists["finding"]},
        "topic": sentences.lists["topic"],
    }
    types = [
        {"name": type_name, "values": [_value(id, synonyms(said)) for id, said in entries.items()]}
        for type_name, entries in (
            ("FINDING", lists["finding"]),
            ("TOPIC", lists["topic"]),
            ("PATIENT", {"other": patients.names}),
        )
    ]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": name if isinstance(name, str) else name[locale.tag],
                "intents": intents,
                "types": types,
            }
        }
    }


def hearing(language: str) -> bytes:
    """The hearing data of `language`, as skill.understanding reads it."""
    sentences = read(language)
    patterns: dict[str, list[Pattern]] = {}

    def add(meaning: str, templates: Iterable[str]) -> None:
        found = patterns.setdefault(meaning, [])
        for template in templates:
            found += (made for made in _patterns(template) if made and made not in found)

    for id, templates in sentences.lists["finding"].items():
        add(f"yes/{id}", templates)
    for id, templates in sentences.lists["topic"].items():
        add(f"topic/{id}", templates)
    for key in HEARING:
        entries = sentences.hearing.get(key, [])
        if key in ("findings", "denials"):
            said = "yes" if key == "findings" else "no"
            for ids, templates in entries.items():
                for id in ids.split():
                    add(f"{said}/{id}", templates)
        else:
            add(key, entries)
    spans = {key: sentences.hearing[key] for key in SPANS if key in sentences.hearing}
    return as_data(Words(patterns, _numbers(language), **spans))


def _patterns(template: str) -> list[Pattern]:
    """The template as the hearing reads it; `a & b` is a and b in either order, gap between."""
    parts = [_pattern(part) for part in template.split(" & ")]
    return [[item for part in order for item in (GAP, *part)][1:] for order in permutations(parts)]


def _pattern(template: str) -> Pattern:
    try:
        parsed = parse_sentence(template).expression
    except Exception as error:
        raise SentenceError(f"The template '{template}' cannot be read: {error}") from error
    made = _items(parsed)
    if made is None:
        # A part of a word stands beside a group: only written out are these words.
        return [[_pattern(text) for text in expand(template, MOST_EXPANSIONS)]]
    while made and made[-1] == GAP:
        made.pop()
    while made and made[0] == GAP:
        made.pop(0)
    return made


def _items(expression: Any) -> Pattern | None:
    """The items of a parsed template; None where words and groups are not apart."""
    if isinstance(expression, TextChunk):
        return [item for part in expression.text.split() for item in _word(part)]
    if isinstance(expression, ListReference):
        return [f"{{{expression.list_name}}}"]
    one_of = isinstance(expression, Alternative)
    if not one_of and not all(starmap(_apart, pairwise(expression.items))):
        return None
    inner: list[Pattern] = []
    for item in expression.items:
        items = _items(item)
        if items is None:
            return None
        inner.append(items)
    if one_of:
        choices: list[Pattern] = []
        for items in inner:
            # A group among choices stands for its own.
            grouped = len(items) == 1 and isinstance(items[0], list)
            choices += [one for one in (items[0] if grouped else [items]) if one not in choices]
        return [choices]
    return [item for items in inner for item in items]


def _apart(one: Any, other: Any) -> bool:
    """Whether a space stands between two items of a parsed template."""
    texts = [item.text if isinstance(item, TextChunk) else None for item in (one, other)]
    if texts[0] is not None and texts[1] is not None:
        return True
    return (texts[0] or "").endswith(" ") or (texts[1] or "").startswith(" ")


def _word(part: str) -> Pattern:
    """A word in the form that is compared, with its signs `*`; `_` as it is."""
    if part == GAP:
        return [part]
    made = words(part.strip("*"))
    if made and part.startswith("*"):
        made[0] = f"*{made[0]}"
    if made and part.endswith("*"):
        made[-1] = f"{made[-1]}*"
    if made and made[0].startswith("*") and len(made[0].strip("*")) < FILED:
        raise SentenceError(f"'{part}' has fewer than {FILED} letters after its *.")
    return [*made]


def _numbers(language: str) -> dict[str, int]:
    engine = RbnfEngine.for_language(language)
    numbers = {
        " ".join(words(text.replace("\u00ad", ""))): number
        for number in range(2, AGES.stop)
        for written in engine.format_number(number).text_by_ruleset.values()
        if words(written) and not written.strip().isdecimal()
        # People say the Arabic tens with the ending of an object, whatever their place.
        for text in (written, re.sub(r"ون\b", "ين", written))
    }
    # Recognition may write apart what is one word: "trenta sette", "sieben und dreißig".
    units = {name: number for name, number in numbers.items() if number < TENS.start // 2}
    tens = {name: number for name, number in numbers.items() if number in TENS}
    for (ten, many), (one, more) in product(tens.items(), units.items()):
        apart = f"{ten} {one}"
        joined = re.compile(f"{one}(.*){ten}")
        for name in (name for name, number in [*numbers.items()] if number == many + more):
            if found := joined.fullmatch(name):
                apart = f"{one} {found[1].strip()} {ten}"
        numbers[apart] = many + more
    return numbers


def generated(chosen: Iterable[str] = ()) -> dict[Path, bytes]:
    """Every file that is made from the sentence files of the languages (all), and its content."""
    folder = data_folder("interaction_models")
    chosen = tuple(chosen) or languages()
    files = {}
    for locale in LOCALES.values():
        if locale.language not in chosen:
            continue
        text = json.dumps(model(locale), ensure_ascii=False, indent=1) + "\n"
        files[folder / f"{locale.tag}.json"] = text.encode()
    for language in chosen:
        files[folder / "hearing" / f"{language}.json"] = hearing(language)
    return files
