"""What words mean to the hearing: the data that `skill models` makes, and its index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from skill.languages import data_folder

COMPILED = ".msgpack"
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


class Filed(msgspec.Struct, frozen=True):
    """Words in the order in which a text is searched, so that few of the phrases need be read.

    Every phrase has a place in `meanings` and `patterns`, and in `needs` the numbers of those
    `parts` without one of which a text cannot hold it; a part is what the words of it are filed
    under. `first` and `walls` are the phrases by what they may begin with. `words` is the rest.
    """

    meanings: list[str]
    patterns: list[msgspec.Raw]
    needs: list[list[int]]
    parts: list[tuple[str, ...]]
    first: dict[str, list[int]]
    walls: dict[str, list[int]]
    words: Words


def filed(data: Words) -> Filed:
    """The data as it is searched."""
    found = Filed([], [], [], [], {}, {}, msgspec.structs.replace(data, patterns={}))
    numbers: dict[tuple[str, ...], int] = {}
    for meaning, patterns in data.patterns.items():
        for pattern in patterns:
            for key in sorted(_firsts(pattern)[0]):
                found.first.setdefault(key, []).append(len(found.patterns))
                if meaning in WALLS:
                    found.walls.setdefault(key, []).append(len(found.patterns))
            items = [_firsts([item]) for item in pattern]
            parts = [tuple(sorted(keys)) for keys, may_be_empty in items if not may_be_empty]
            found.needs.append([numbers.setdefault(part, len(numbers)) for part in parts])
            found.meanings.append(meaning)
            found.patterns.append(msgspec.Raw(msgspec.msgpack.encode(pattern)))
    found.parts.extend(numbers)
    return found


class Choices:
    """Patterns of which one is said, filed when first met under what they may begin with."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._unfiled = patterns

    @cached_property
    def _patterns(self) -> list[Pattern]:
        return [_with_choices(pattern) for pattern in self._unfiled]

    @cached_property
    def _filed(self) -> tuple[dict[str, list[int]], list[int]]:
        """The patterns by their first words, and those that need none of these."""
        filed: dict[str, list[int]] = {}
        always = []
        for number, pattern in enumerate(self._unfiled):
            keys, may_be_empty = _firsts(pattern)
            if may_be_empty or _begins_with_gap(pattern):
                always.append(number)
            for key in keys:
                filed.setdefault(key, []).append(number)
        return filed, always

    def beginning(self, keys: Iterable[str]) -> Iterable[Pattern]:
        """Those that may begin with a word that is filed under `keys`, in their order."""
        filed, always = self._filed
        found = [filed[key] for key in keys if key in filed]
        numbers = sorted(set(always).union(*found)) if found else always
        return [self._patterns[number] for number in numbers]


def _with_choices(pattern: Pattern) -> Pattern:
    return [Choices(item) if isinstance(item, list) else item for item in pattern]


class Index:
    """Finds the phrases of one language in a text."""

    def __init__(self, data: Filed) -> None:
        self.reach = data.words.reach
        self.list_reach = data.words.list_reach
        self.sure = data.words.sure
        self.gap = data.words.gap
        self.filed = data
        self.numbers = {tuple(number.split()): n for number, n in data.words.numbers.items()}
        self.longest_number = max(map(len, self.numbers), default=0)
        self._patterns: dict[int, Pattern] = {}

    def pattern(self, phrase: int) -> Pattern:
        """The pattern of a phrase, by its number."""
        found = self._patterns.get(phrase)
        if found is None:
            raw = self.filed.patterns[phrase]
            found = self._patterns[phrase] = _with_choices(
                msgspec.msgpack.decode(raw, type=Pattern)
            )
        return found

    def matches(self, words: Sequence[str]) -> list[Match]:
        """All phrases in `words`; of one meaning at one place only the longest."""
        return _Search(self, words).matches()


class _Search:
    """One text, and what is asked of it again and again."""

    def __init__(self, index: Index, words: Sequence[str]) -> None:
        self.index = index
        self.words = words
        self.numbers = [self._number_at(start) for start in range(len(words))]
        self.keys = [self._keys_at(start) for start in range(len(words))]
        self.all_keys = {key for keys in self.keys for key in keys}
        self.parts: dict[int, bool] = {}
        self.first: dict[str, list[int]] = {}
        self.wall_phrases: dict[str, list[int]] = {}
        self.walls: dict[int, bool] = {}

    def matches(self) -> list[Match]:
        best: dict[tuple[str, int], Match] = {}
        for start in range(len(self.words)):
            for phrase in self._beginning(self.index.filed.first, self.first, start):
                meaning = self.index.filed.meanings[phrase]
                for end, number, skipped in self._ends(self.index.pattern(phrase), start):
                    match = Match(meaning, start, end, end - start - skipped, number)
                    old = best.get((meaning, start))
                    if old is None or (old.weight, old.end) < (match.weight, match.end):
                        best[meaning, start] = match
        return sorted(best.values(), key=lambda match: (match.start, -match.weight))

    def _keys_at(self, position: int) -> list[str]:
        """What the phrases are filed under that may begin with the word at `position`."""
        word = self.words[position]
        beginnings = (word[:1] + "*", word[:FILED] + "*")
        middles = ("*" + word[at : at + FILED] for at in range(len(word) - FILED + 1))
        number = ("#",) if self.numbers[position] else ()
        return list(dict.fromkeys((word, *beginnings, *middles, *number)))

    def _beginning(
        self, table: Mapping[str, list[int]], found: dict[str, list[int]], position: int
    ) -> Iterator[int]:
        """The table's phrases that may begin at `position`; `found` are those met so far."""
        for key in self.keys[position]:
            if key in table:
                if key not in found:
                    found[key] = [one for one in table[key] if self._may_hold(one)]
                yield from found[key]

    def _may_hold(self, phrase: int) -> bool:
        """Whether the text has a word for each part of the phrase."""
        for part in self.index.filed.needs[phrase]:
            there = self.parts.get(part)
            if there is None:
                there = not self.all_keys.isdisjoint(self.index.filed.parts[part])
                self.parts[part] = there
            if not there:
                return False
        return True

    def _wall_at(self, position: int) -> bool:
        """Whether a denial or a new clause begins at `position`: no gap may skip that."""
        if position >= len(self.words):
            return False
        found = self.walls.get(position)
        if found is None:
            found = self.walls[position] = any(
                True
                for phrase in self._beginning(self.index.filed.walls, self.wall_phrases, position)
                for _ in self._ends(self.index.pattern(phrase), position)
            )
        return found

    def _number_at(self, start: int) -> tuple[int, int] | None:
        """The number at `start` and how many words it has; the longest."""
        if self.words[start].isdecimal():
            return int(self.words[start]), 1
        for length in range(self.index.longest_number, 0, -1):
            value = self.index.numbers.get(tuple(self.words[start : start + length]))
            if value is not None:
                return value, length
        return None

    def _ends(
        self, pattern: Pattern, position: int, item: int = 0
    ) -> Iterator[tuple[int, int, int]]:
        """Where the pattern from `item` on may end, the number met, the words skipped."""
        words = self.words
        while item < len(pattern):
            first = pattern[item]
            item += 1
            if isinstance(first, Choices):
                keys = self.keys[position] if position < len(words) else ()
                for choice in first.beginning(keys):
                    for end, number, skipped in self._ends(choice, position):
                        if item == len(pattern):
                            yield end, number, skipped
                            continue
                        for last, other, more in self._ends(pattern, end, item):
                            yield last, number or other, skipped + more
                return
            if first == GAP:
                for skipped in range(self.index.gap + 1):
                    if skipped and self._wall_at(position + skipped - 1):
                        return
                    for end, number, more in self._ends(pattern, position + skipped, item):
                        yield end, number, skipped + more
                return
            if position >= len(words):
                return
            if first in NUMBERS:
                found = self.numbers[position]
                if found and found[0] in NUMBERS[first]:
                    for end, _, skipped in self._ends(pattern, position + found[1], item):
                        yield end, found[0], skipped
                return
            if not _is(words[position], first):
                return
            position += 1
        yield position, 0, 0


def _begins_with_gap(pattern: Pattern) -> bool:
    """Whether words may be skipped before the first that the pattern names."""
    for item in pattern:
        if isinstance(item, list):
            if any(map(_begins_with_gap, item)):
                return True
            if not _firsts([item])[1]:
                return False
        else:
            return bool(item == GAP)
    return False


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
    """The phrases of `language`, filed already in a built package."""
    path = data_folder("interaction_models") / "hearing" / f"{language}.json"
    built = path.with_suffix(COMPILED)
    if built.exists():
        return Index(msgspec.msgpack.decode(built.read_bytes(), type=Filed))
    return Index(filed(read(path)))


def read(path: Path) -> Words:
    """The data in a file of `as_data`."""
    return msgspec.json.decode(path.read_bytes(), type=Words)


def compiled(data: Words) -> bytes:
    """The file that `index` reads in a built package."""
    return msgspec.msgpack.encode(filed(data))


def as_data(data: Words) -> bytes:
    """The file that `index` reads."""
    head, *lines = msgspec.json.encode(data).replace(b"]],[", b"]],\n[").split(b"\n")
    return b"\n".join([head, *lines]) + b"\n"
