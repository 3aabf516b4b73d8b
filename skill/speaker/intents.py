"""Which intent an utterance means, learned from the interaction model alone, as Alexa learns it.

First the samples word for word, with the slots' values in their places; then what the utterance is
like, and what is heard in it. What is like nothing is AMAZON.FallbackIntent, but a danger sign or
an assault that is heard is always reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count, islice, product
from typing import Any

import msgspec

from skill import protocol
from skill.alexa.handlers import LONGEST_SPEECH
from skill.languages import data_folder
from skill.speaker.likeness import Likeness, Sample
from skill.speaker.values import Almost, Found, Values
from skill.triage import danger_signs
from skill.understanding import Heard, hear
from skill.understanding.text import words

FALLBACK = "AMAZON.FallbackIntent"
REPORT = "ReportSymptomsIntent"
STORY = "TellStoryIntent"
TOPIC = "AskTopicIntent"
CORRECT = "CorrectAnswerIntent"
ASSAULT = "AssaultDisclosureIntent"
CHECK = "CheckSymptomsIntent"
HOW_COMMON = "AskHowCommonIntent"
OF_SOMEONE = (CHECK, ASSAULT)

# What speaks for an intent besides its likeness, as logarithms of odds: the same for all languages,
# so that none is fitted to its own tests.
TOLD = 3.2
"""A finding or an assault is heard."""
NAMED = 1.2
"""A topic is named."""
UNHEARD_OF = 1.6
"""It is not ours: a false answer is worse than asking again."""

LONG_STORY = 9
"""Words from which an account of findings is a story rather than a report."""

LONG_SPEECH = 13
"""Words from which speech that names nothing known is a story: danger is asked for, then."""

TOPICS = "TOPIC"
MEANS_BY_ITSELF = {"FINDING": REPORT, TOPICS: TOPIC}
VALUE_WEIGHT = 0.03
"""What a bare value counts where a sample counts 1."""
FILLINGS = 2
"""How many values stand in a sample's slot when it is learned."""
STRIDE = 7919
"""From one value to the next; a prime, so that all have their turn and likes are apart."""

MOST_VARIANTS = 24


class Slot(msgspec.Struct, frozen=True):
    """What a slot was filled with: the words, and the ids they were matched with."""

    value: str
    ids: tuple[str, ...] = ()


class Understood(msgspec.Struct, frozen=True):
    """An intent and its slots."""

    intent: str
    slots: dict[str, Slot] = {}


class Recognizer:
    """Understands utterances of a language by one interaction model."""

    def __init__(self, language: str, model: Mapping[str, Any]) -> None:
        self._language = language
        language_model = model["interactionModel"]["languageModel"]
        self._values = Values(language_model["types"])
        self._topics = Almost(TOPICS, self._values.by_type[TOPICS])
        self._exact: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
        samples = []
        for intent in language_model["intents"]:
            types = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
            for sample in intent["samples"]:
                key, slots = _read(sample, types)
                # Free speech is like nothing in particular: what it tells is heard.
                if "story" not in slots:
                    self._exact.setdefault(key, (intent["name"], slots))
                    samples.append((key, REPORT if intent["name"] == STORY else intent["name"]))
        self._likeness = Likeness([*self._bare_values(), *self._filled(samples)])

    def understand(self, utterance: str) -> Understood:
        """The intent that `utterance` means, and its slots."""
        utterance = utterance[:LONGEST_SPEECH]
        said = words(utterance)
        found = self._values.find(said)
        return self._word_for_word(said, found) or self._by_likeness(said, found, utterance)

    def _bare_values(self) -> Iterator[Sample]:
        for slot_type, intent in MEANS_BY_ITSELF.items():
            for value in self._values.by_type[slot_type]:
                yield Sample(value, intent, VALUE_WEIGHT)

    def _filled(self, samples: list[tuple[tuple[str, ...], str]]) -> Iterator[Sample]:
        """The samples with values in their slots, each value in its turn."""
        turns = {slot_type: count() for slot_type in self._values.by_type}
        by_type = {slot_type: [*values] for slot_type, values in self._values.by_type.items()}
        for key, intent in samples:
            times = FILLINGS if turns.keys() & set(key) else 1
            for _ in range(times):
                filled: list[str] = []
                for word in key:
                    if word in turns:
                        values = by_type[word]
                        filled += values[next(turns[word]) * STRIDE % len(values)]
                    else:
                        filled.append(word)
                yield Sample(tuple(filled), intent, 1 / times)

    def _word_for_word(self, said: list[str], found: list[Found]) -> Understood | None:
        choices = [("", *one.ids) for one in found]
        for chosen in islice(product(*choices), MOST_VARIANTS):
            key, filled = _with_placeholders(said, found, chosen)
            if key in self._exact:
                intent, slots = self._exact[key]
                return Understood(intent, dict(zip(slots, filled, strict=True)))
        return None

    def _by_likeness(self, said: list[str], found: list[Found], utterance: str) -> Understood:
        heard = hear(self._language, utterance)
        scores = dict(zip(self._likeness.labels, self._likeness.scores(said), strict=True))
        scores[FALLBACK] += UNHEARD_OF
        scores[REPORT] += TOLD * bool(heard.findings or heard.doubts or heard.assault)
        topic = None
        if scores[TOPIC] + NAMED >= max(scores.values()):
            topic = self._topic(said, found, heard)
            scores[TOPIC] += NAMED * bool(topic)
        intent = max(scores, key=lambda label: scores[label])
        if intent == HOW_COMMON and heard.topic:
            # "Is it normal after menopause" is asked of menopause: as such it is not to be put off.
            intent = TOPIC
            topic = self._topic(said, found, heard)
        if intent == CORRECT:
            return Understood(CORRECT, {"finding": Slot(utterance)})
        must_be_heard = _tells_danger(heard) or (heard.assault and intent != ASSAULT)
        # A report is checked, too, and a story may name a topic: nothing that was told is lost.
        must_be_heard |= intent == CHECK and bool(heard.findings)
        must_be_heard |= intent == TOPIC and bool(heard.findings) and _spoken(said) >= LONG_SPEECH
        if intent == REPORT or must_be_heard:
            if len(said) >= LONG_STORY:
                return Understood(STORY, {"story": Slot(utterance)})
            return Understood(REPORT, {"finding": Slot(utterance)})
        if intent in (FALLBACK, TOPIC) and not heard.topic and _spoken(said) >= LONG_SPEECH:
            return Understood(STORY, {"story": Slot(utterance)})
        if intent == TOPIC:
            return Understood(TOPIC, {"topic": topic or Slot(utterance)})
        if heard.about == "other" and intent in OF_SOMEONE:
            return Understood(intent, {"patient": Slot(utterance)})
        return Understood(intent)

    def _topic(self, said: list[str], found: list[Found], heard: Heard) -> Slot | None:
        """The topic that is named, if any: as it is heard, in the model's words, or almost so."""
        if heard.topic:
            return Slot(" ".join(said), (heard.topic,))
        named = next((one for one in found if TOPICS in one.ids), None)
        named = named or self._topics.find(said)
        if not named:
            return None
        return Slot(" ".join(said[named.start : named.end]), (named.ids[TOPICS],))


def _read(sample: str, types: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a sample with the types of its slots in their places, and the slots."""
    key: list[str] = []
    slots = []
    for part in re.split(r"(\{\w+\})", sample):
        if part.startswith("{"):
            slots.append(part[1:-1])
            key.append(types[part[1:-1]])
        else:
            key += words(part)
    return tuple(key), tuple(slots)


def _with_placeholders(
    said: list[str], found: list[Found], chosen: tuple[str, ...]
) -> tuple[tuple[str, ...], list[Slot]]:
    """The words with the chosen slot types (or "") in their places, and the slots so filled."""
    key: list[str] = []
    filled = []
    position = 0
    for one, slot_type in zip(found, chosen, strict=True):
        if slot_type:
            key += [*said[position : one.start], slot_type]
            filled.append(Slot(" ".join(said[one.start : one.end]), (one.ids[slot_type],)))
            position = one.end
    return (*key, *said[position:]), filled


def _spoken(said: list[str]) -> int:
    """How many words were said; a sign that is heard by itself, as in Japanese, is half a word."""
    signs = sum(len(word) == 1 and not word.isascii() for word in said)
    return len(said) - signs + signs // 2


def _tells_danger(heard: Heard) -> bool:
    """Whether a danger sign is there, or may be."""
    return any(
        id in heard.doubts or heard.findings.get(id, "no") != "no"
        for id in danger_signs(protocol.load())
    )


@cache
def recognizer(locale: str) -> Recognizer:
    """The recognizer of `locale`, learned from its interaction model."""
    path = data_folder("interaction_models") / f"{locale}.json"
    return Recognizer(locale.partition("-")[0], json.loads(path.read_bytes()))
