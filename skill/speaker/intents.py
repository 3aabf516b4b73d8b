"""Which intent an utterance means, learned from the interaction model alone, as Alexa learns it.

First the samples word for word, with the slots' values in their places; then a linear model over
words and letters of the samples; what resembles nothing is AMAZON.FallbackIntent.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from typing import Any

import msgspec
import numpy as np

from skill.languages import data_folder
from skill.understanding import hear
from skill.understanding.text import words

FALLBACK = "AMAZON.FallbackIntent"
REPORT = "ReportSymptomsIntent"
STORY = "TellStoryIntent"
TOPIC = "AskTopicIntent"
CORRECT = "CorrectAnswerIntent"
ASSAULT = "AssaultDisclosureIntent"

DIMENSIONS = 4096
RIDGE = 0.3
LEAST_SCORE = 0.3
"""A best score below this is no understanding; set on the first half of the tests' utterances."""

LONG_STORY = 9
"""Words from which an account of findings is a story rather than a report."""

DOMAIN_WORDS = 2
"""Words of the slots' values that make an utterance one about the subject."""

MOST_VALUE_WORDS = 8
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

    def __init__(self, language: str, model: dict[str, Any]) -> None:
        self._language = language
        language_model = model["interactionModel"]["languageModel"]
        self._values: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for slot_type in language_model["types"]:
            for entry in slot_type["values"]:
                for text in (entry["name"]["value"], *entry["name"]["synonyms"]):
                    self._values[tuple(words(text))].setdefault(slot_type["name"], entry["id"])
        self._exact: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
        texts: list[tuple[str, ...]] = []
        labels: list[str] = []
        for intent in language_model["intents"]:
            types = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
            for sample in intent["samples"]:
                slots = tuple(re.findall(r"\{(\w+)\}", sample))
                key = tuple(
                    token
                    for part in re.split(r"(\{\w+\})", sample)
                    for token in ([types[part[1:-1]]] if part[:1] == "{" else words(part))
                )
                texts.append(key)
                labels.append(intent["name"])
                if "story" not in slots:
                    self._exact.setdefault(key, (intent["name"], slots))
        foreign = {
            word
            for text, label in zip(texts, labels, strict=True)
            if label == FALLBACK
            for word in text
        }
        named = {word for value in self._values for word in value if len(word) > 2}
        self._domain = named - foreign
        self._intents = sorted(set(labels))
        features = np.stack([_features(text) for text in texts])
        columns = np.array([self._intents.index(label) for label in labels])
        counts = np.bincount(columns, minlength=len(self._intents))
        targets = np.eye(len(self._intents), dtype=np.float32)[columns]
        # Rare intents weigh as much as those with many samples.
        weights = np.sqrt(len(labels) / (len(self._intents) * counts[columns])).astype(np.float32)
        kernel = (features * weights[:, None]) @ (features * weights[:, None]).T
        kernel[np.diag_indices_from(kernel)] += RIDGE
        solved = np.linalg.solve(kernel, targets * weights[:, None])
        self._model = (features * weights[:, None]).T @ solved

    def understand(self, utterance: str) -> Understood:
        """The intent that `utterance` means, and its slots."""
        tokens = words(utterance)
        spans = list(self._spans(tokens))
        return self._word_for_word(tokens, spans) or self._by_likeness(tokens, spans, utterance)

    def _spans(self, tokens: list[str]) -> Iterator[tuple[int, int, dict[str, str]]]:
        """The longest slot values in the tokens, left to right: start, end, ids by slot type."""
        position = 0
        while position < len(tokens):
            for length in range(min(MOST_VALUE_WORDS, len(tokens) - position), 0, -1):
                ids = self._values.get(tuple(tokens[position : position + length]))
                if ids:
                    yield position, position + length, ids
                    position += length
                    break
            else:
                position += 1

    def _word_for_word(
        self, tokens: list[str], spans: list[tuple[int, int, dict[str, str]]]
    ) -> Understood | None:
        choices = [("", *ids) for _, _, ids in spans]
        for count, chosen in enumerate(product(*choices)):
            if count >= MOST_VARIANTS:
                break
            key, filled = _with_placeholders(tokens, spans, chosen)
            if key in self._exact:
                intent, slots = self._exact[key]
                return Understood(intent, dict(zip(slots, filled, strict=True)))
        return None

    def _by_likeness(
        self, tokens: list[str], spans: list[tuple[int, int, dict[str, str]]], utterance: str
    ) -> Understood:
        variants = [
            [preferred if preferred in ids else next(iter(ids)) for _, _, ids in spans]
            for preferred in ("FINDING", "TOPIC")
        ]
        scores = np.max(
            [
                _features(_with_placeholders(tokens, spans, tuple(variant))[0]) @ self._model
                for variant in variants
            ],
            axis=0,
        )
        best = int(np.argmax(scores))
        intent = self._intents[best] if scores[best] >= LEAST_SCORE else FALLBACK
        topics = [ids["TOPIC"] for _, _, ids in spans if "TOPIC" in ids]
        heard = hear(self._language, utterance)
        told = bool(heard.findings or heard.doubts or heard.assault)
        asks = intent in (TOPIC, CORRECT) and (topics or intent == CORRECT)
        ours = told or len(self._domain.intersection(tokens)) >= DOMAIN_WORDS
        if (
            intent in (REPORT, STORY)
            or (intent == FALLBACK and ours)
            or (told and not asks and intent != ASSAULT)
        ):
            intent = STORY if len(tokens) >= LONG_STORY else REPORT
        if intent == STORY:
            return Understood(STORY, {"story": Slot(utterance)})
        if intent in (REPORT, CORRECT):
            return Understood(intent, {"finding": Slot(utterance)})
        if intent == TOPIC:
            value = Slot(utterance, tuple(topics[:1]))
            return Understood(TOPIC, {"topic": value})
        return Understood(intent)


def _with_placeholders(
    tokens: list[str], spans: list[tuple[int, int, dict[str, str]]], chosen: tuple[str, ...]
) -> tuple[tuple[str, ...], list[Slot]]:
    """The tokens with the chosen spans' slot types in their places, and the slots so filled."""
    key: list[str] = []
    filled = []
    position = 0
    for (start, end, ids), slot_type in zip(spans, chosen, strict=True):
        if not slot_type:
            continue
        key += [*tokens[position:start], slot_type]
        filled.append(Slot(" ".join(tokens[start:end]), (ids[slot_type],)))
        position = end
    return (*key, *tokens[position:]), filled


def _features(tokens: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Words, pairs of words and runs of two to four letters, hashed; of length one."""
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    padded = ("^", *tokens, "$")
    grams = [f"w {token}" for token in tokens]
    grams += [f"p {one} {two}" for one, two in pairwise(padded)]
    text = f" {' '.join(tokens)} "
    grams += [text[i : i + n] for n in (2, 3, 4) for i in range(len(text) - n + 1)]
    for gram in grams:
        vector[zlib.crc32(gram.encode()) % DIMENSIONS] += 2.0 if gram[1:2] == " " else 0.5
    vector = np.sqrt(vector)
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


@cache
def recognizer(locale: str) -> Recognizer:
    """The recognizer of `locale`, learned from its interaction model."""
    path = data_folder("interaction_models") / f"{locale}.json"
    return Recognizer(locale.partition("-")[0], json.loads(path.read_bytes()))
