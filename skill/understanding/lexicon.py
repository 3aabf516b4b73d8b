"""What words mean to the hearing: the data that `skill models` makes, and its index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec

from skill.languages import data_folder

AnyEntry = TypeVar("AnyEntry")
GAP = "_"
FILED = 2
"""Letters by which parts of words are filed; `*word` and `*word*` have at least as many."""

WALLS = ("negators", "negators_after", "clauses")
NUMBERS = {"{count}": range(2, 1000), "{age}": range(12, 100)}


Pattern = list[Any]
"""What a phrase says, item by item: a word, or a list of patterns of which one is said.

`_` skips a few words, `word*` is any word that begins so, `*word` one that ends so, `*word*` one
that holds it; `{count}` and `{age}` are numbers.
"""


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """Patterns by what they mean ("yes/fever", "topic/iud", "negators"), and words of numbers.

    `gap` is the most words that `_` skips, `reach` the most from a denial to the first thing it
    may deny, `list_reach` from one denied thing to the next, `sure` the most over which either is
    beyond doubt. Where a language is written without spaces every sign counts as a word.
    """

    patterns: dict[str, list[Pattern]]
    numbers: dict[str, int]
    gap: int = 3
    reach: int = 6
    list_reach: int = 2
    sure: int = 1


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
        self.sure = data.sure
        self._gap = data.gap
        self._numbers = {tuple(number.split()): value for number, value in data.numbers.items()}
        self._longest_number = max(map(len, self._numbers), default=0)
        self._by_first: dict[str, list[tuple[Pattern, str]]] = defaultdict(list)
        self._walls: dict[str, list[Pattern]] = defaultdict(list)
        for meaning, patterns in data.patterns.items():
            for pattern in patterns:
                for first in _firsts(pattern)[0]:
                    self._by_first[first].append((pattern, meaning))
                    if meaning in WALLS:
                        self._walls[first].append(pattern)

    def matches(self, words: Sequence[str]) -> list[Match]:
        """All phrases in `words`; of one meaning at one place only the longest."""
        best: dict[tuple[str, int], Match] = {}
        for start in range(len(words)):
            for pattern, meaning in self._beginning(self._by_first, words, start):
                for end, number, skipped in self._ends(pattern, words, start):
                    match = Match(meaning, start, end, end - start - skipped, number)
                    old = best.get((meaning, start))
                    if old is None or (old.weight, old.end) < (match.weight, match.end):
                        best[meaning, start] = match
        return sorted(best.values(), key=lambda match: (match.start, -match.weight))

    def _beginning(
        self, table: Mapping[str, list[AnyEntry]], words: Sequence[str], position: int
    ) -> Iterator[AnyEntry]:
        """The table's entries under what the word at `position` may begin."""
        word = words[position]
        yield from table.get(word, ())
        for beginning in {word[:1], word[:FILED]}:
            yield from table.get(beginning + "*", ())
        for middle in {word[at : at + FILED] for at in range(len(word) - FILED + 1)}:
            yield from table.get("*" + middle, ())
        if self._number_at(words, position):
            yield from table.get("#", ())

    def _wall_at(self, words: Sequence[str], position: int) -> bool:
        """Whether a denial or a new clause begins at `position`: no gap may skip that."""
        return position < len(words) and any(
            True
            for pattern in self._beginning(self._walls, words, position)
            for _ in self._ends(pattern, words, position)
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
        self, pattern: Pattern, words: Sequence[str], position: int, item: int = 0
    ) -> Iterator[tuple[int, int, int]]:
        """Where the pattern from `item` on may end, the number met, the words skipped."""
        if item == len(pattern):
            yield position, 0, 0
            return
        first = pattern[item]
        if isinstance(first, list):
            for choice in first:
                for end, number, skipped in self._ends(choice, words, position):
                    for last, other, more in self._ends(pattern, words, end, item + 1):
                        yield last, number or other, skipped + more
            return
        if first == GAP:
            for skipped in range(self._gap + 1):
                if skipped and self._wall_at(words, position + skipped - 1):
                    return
                for end, number, more in self._ends(pattern, words, position + skipped, item + 1):
                    yield end, number, skipped + more
            return
        if position >= len(words):
            return
        if first in NUMBERS:
            found = self._number_at(words, position)
            if found and found[0] in NUMBERS[first]:
                for end, _, skipped in self._ends(pattern, words, position + found[1], item + 1):
                    yield end, found[0], skipped
            return
        if _is(words[position], first):
            yield from self._ends(pattern, words, position + 1, item + 1)


def _is(word: str, item: str) -> bool:
    """Whether `item`, a word of a pattern, stands for `word`."""
    if item[0] == "*":
        return item[1:-1] in word if item[-1] == "*" else word.endswith(item[1:])
    return word.startswith(item[:-1]) if item[-1] == "*" else word == item


def _firsts(pattern: Pattern) -> tuple[set[str], bool]:
    """What the words that may begin the pattern are filed under, and whether it may be empty.

    A word is filed under itself, a beginning of words under its own first letters, another part of
    words under a star and its first letters, a number under "#".
    """
    found: set[str] = set()
    for item in pattern:
        if isinstance(item, list):
            empty = False
            for choice in item:
                firsts, may_be_empty = _firsts(choice)
                found |= firsts
                empty |= may_be_empty
            if not empty:
                return found, False
        elif item != GAP:
            return found | {_filed(item)}, False
    return found, True


def _filed(item: str) -> str:
    if item in NUMBERS:
        return "#"
    if item[0] == "*":
        return item[: FILED + 1]
    return item[:-1][:FILED] + "*" if item[-1] == "*" else item


@cache
def index(language: str) -> Index:
    """The phrases of `language`."""
    path = data_folder("interaction_models") / "hearing" / f"{language}.json"
    return Index(msgspec.json.decode(path.read_bytes(), type=Words))


def as_data(data: Words) -> bytes:
    """The file that `index` reads."""
    head, *lines = msgspec.json.encode(data).replace(b"]],[", b"]],\n[").split(b"\n")
    return b"\n".join([head, *lines]) + b"\n"
