"""How long hearing free speech takes: stories of forty words in each language, and the index."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from benchmarks.measuring import Figure, Times, compared, seconds
from skill.languages import data_folder, languages
from skill.understanding import hear, lexicon
from tests.heard.measure import read

WORDS = 40
JAPANESE_SIGNS = 80
"""About forty words; Japanese has no spaces to count."""
RUNS = 7
"""Of each story; the fastest counts, since other work of the machine strikes a few of them."""


def figures() -> Iterator[Figure]:
    """The figures of this module. The index is read as a built package has it."""
    for language in languages():
        texts = stories(language)
        works = [partial(hear, language, text) for text in texts]
        times = Times([min(seconds(work) for _ in range(RUNS)) for work in works])
        name = f"hearing {WORDS} words, {language}"
        yield compared(f"{name}, p50", "ms", 1e3 * times.p50, target="< 5")
        yield compared(f"{name}, p99", "ms", 1e3 * times.p99)
    folder = data_folder("interaction_models") / "hearing"
    largest = max(folder.glob("*.json"), key=lambda path: path.stat().st_size)
    built = lexicon.compiled(lexicon.read(largest))

    def load() -> None:
        lexicon.Index(msgspec.msgpack.decode(built, type=lexicon.Filed))

    fastest = min(seconds(load) for _ in range(RUNS))
    yield compared(f"index of {largest.stem}, the largest", "ms", 1e3 * fastest)


def stories(language: str) -> list[str]:
    """The stories of the tests, joined and cut to the length."""
    told = [story["text"] for story in read("seen", language, "stories")]
    if language == "ja":
        signs = "".join(told)
        return [signs[at : at + JAPANESE_SIGNS] for at in range(0, len(signs), JAPANESE_SIGNS)]
    words = " ".join(told).split()
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS)]
