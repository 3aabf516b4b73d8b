"""What words mean to the hearing: the data that `skill models` makes, and its index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from skill.languages import data_folder

GAP = "_"
NUMBERS = {"{count}": range(2, 1000), "{age}": range(12, 100)}


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """Phrases by what they mean ("yes/fever", "topic/iud", "negators"), and words of numbers.

    In a phrase `_` skips up to `gap` words, `word*` is any word that begins so, `{count}` and
    `{age}` are numbers. `reach` is the most words from a denial to the first thing it denies,
    `list_reach` from one denied thing to the next. Where a language is written without spaces
    every sign counts as a word.
    """

    phrases: dict[str, list[str]]
    numbers: dict[str, int]
    gap: int = 3
    reach: int = 6
    list_reach: int = 2


class Match(msgspec.Struct, frozen=True):
    """A phrase found at words `start` to `end`; `weight` counts the words that it names."""

    meaning: str
    start: int
    end: int
    weight: int
    number: int = 0

    @property
    def id(self) -> str:
        """What the meaning is about: "fever" of "yes/fever"."""
        return self.meaning.partition("/")[2]

    def within(self, other: Match) -> bool:
        """Whether all of this match, and less than the other's words, lie within the other."""
        return self.spanned(other) and self.weight < other.weight

    def spanned(self, other: Match) -> bool:
        """Whether all of this match lies within the other."""
        return other.start <= self.start and self.end <= other.end


class Index:
    """Finds the phrases of one language in a text."""

    def __init__(self, data: Words) -> None:
        self.reach = data.reach
        self.list_reach = data.list_reach
        self._gap = data.gap
        self._numbers = {tuple(number.split()): value for number, value in data.numbers.items()}
        self._longest_number = max(map(len, self._numbers), default=0)
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._by_prefix: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._by_number: list[tuple[tuple[str, ...], str]] = []
        for meaning, phrases in data.phrases.items():
            for phrase in phrases:
                parts = tuple(phrase.split())
                if parts[0] in NUMBERS:
                    self._by_number.append((parts, meaning))
                elif parts[0].endswith("*"):
                    self._by_prefix[parts[0][:2]].append((parts, meaning))
                else:
                    self._by_first[parts[0]].append((parts, meaning))
        self._walls: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for meaning in ("negators", "negators_after", "clauses"):
            for phrase in data.phrases.get(meaning, ()):
                parts = tuple(phrase.split())
                if not any(part == GAP or part[-1] in "*}" for part in parts):
                    self._walls[parts[0]].append(parts)

    def matches(self, words: Sequence[str]) -> list[Match]:
        """All phrases in `words`; of one meaning at one place only the longest."""
        best: dict[tuple[str, int], Match] = {}
        for start, word in enumerate(words):
            numbers = self._by_number if self._number_at(words, start) else ()
            for parts, meaning in (
                *self._by_first.get(word, ()),
                *self._by_prefix.get(word[:2], ()),
                *numbers,
            ):
                for end, number, skipped in self._ends(parts, words, start):
                    match = Match(meaning, start, end, end - start - skipped, number)
                    old = best.get((meaning, start))
                    if old is None or (old.weight, old.end) < (match.weight, match.end):
                        best[meaning, start] = match
        return sorted(best.values(), key=lambda match: (match.start, -match.weight))

    def _wall_at(self, words: Sequence[str], position: int) -> bool:
        """Whether a denial or a new clause begins at `position`: no gap may skip that."""
        return position < len(words) and any(
            tuple(words[position : position + len(parts)]) == parts
            for parts in self._walls.get(words[position], ())
        )

    def _number_at(self, words: Sequence[str], start: int) -> tuple[int, int] | None:
        """The number at `start` and how many words it has; the longest."""
        if start < len(words) and words[start].isdecimal():
            return int(words[start]), 1
        for length in range(self._longest_number, 0, -1):
            value = self._numbers.get(tuple(words[start : start + length]))
            if value is not None:
                return value, length
        return None

    def _ends(
        self, parts: tuple[str, ...], words: Sequence[str], position: int
    ) -> Iterator[tuple[int, int, int]]:
        """Where `parts` may end from `position`, the number met, the words skipped."""
        if not parts:
            yield position, 0, 0
            return
        first, rest = parts[0], parts[1:]
        if first == GAP:
            for skipped in range(self._gap + 1):
                if skipped and self._wall_at(words, position + skipped - 1):
                    return
                for end, number, more in self._ends(rest, words, position + skipped):
                    yield end, number, skipped + more
            return
        if position >= len(words):
            return
        if first in NUMBERS:
            found = self._number_at(words, position)
            if found and found[0] in NUMBERS[first]:
                for end, _, skipped in self._ends(rest, words, position + found[1]):
                    yield end, found[0], skipped
            return
        word = words[position]
        if word == first or (first.endswith("*") and word.startswith(first[:-1])):
            yield from self._ends(rest, words, position + 1)


@cache
def index(language: str) -> Index:
    """The phrases of `language`."""
    path = data_folder("interaction_models") / "hearing" / f"{language}.json"
    return Index(msgspec.json.decode(path.read_bytes(), type=Words))


def as_data(data: Words) -> bytes:
    """The file that `index` reads."""
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"
