"""What words mean to the hearing: the data that `skill models` makes, and its index."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate, chain
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
KATAKANA = re.compile("[\u30a1-\u30f6]+").fullmatch
HIRAGANA = {sign: sign - 0x60 for sign in range(0x30A1, 0x30F7)}

Pattern = list[Any]
"""What a phrase says, item by item: a word, or a list of patterns of which one is said.

`_` skips a few words, `word*` is any word that begins so, `*word` one that ends so, `*word*` one
that holds it; `{count}` and `{age}` are numbers.
"""


End = tuple[int, int, int]
"""Where a pattern ends in a text, the number met in it, the words skipped."""


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


class Rows(msgspec.Struct, frozen=True):
    """Rows of bytes as one, and where each ends; objects would take more than they hold."""

    whole: bytes
    ends: bytes

    @classmethod
    def of(cls, rows: Iterable[bytes]) -> Rows:
        """The rows in their order."""
        made = [*rows]
        return cls(b"".join(made), array("I", accumulate(map(len, made))).tobytes())

    def __getitem__(self, row: int) -> bytes:
        ends = memoryview(self.ends).cast("I")
        return self.whole[ends[row - 1] if row else 0 : ends[row]]


class Filed(msgspec.Struct, frozen=True):
    """Words in the order in which a text is searched, so that few of the phrases need be read.

    `keys` numbers all that words are filed under. A part is the keys that the first words of an
    item are filed under, and has a place in `parts`. Every phrase has a place in `meanings` and
    `patterns`; in `begins`, with the part that it may begin with; and in `steps`, with the parts
    that it cannot do without, each followed by how many words after the one before, or after the
    begin, it comes at most. `anchors` are, for every key, the phrases of which it is in the part
    that the fewest others have; `walls` those that no gap may skip; `katakana` the words in it
    that phrases have. Patterns of which one is said, where several phrases have the same ones, have
    a place in `choices`, which stands for them in `patterns`. `words` is the rest. Bytes are
    numbers, packed, or patterns as MessagePack: a list is thrice their size.
    """

    meanings: list[str]
    patterns: Rows
    choices: Rows
    begins: bytes
    steps: Rows
    keys: dict[str, int]
    parts: Rows
    anchors: Rows
    walls: list[int]
    katakana: list[str]
    words: Words


def _packed(numbers: Iterable[int]) -> bytes:
    return array("H", numbers).tobytes()


def _unpacked(numbers: bytes) -> memoryview:
    return memoryview(numbers).cast("H")


_encoded = msgspec.msgpack.encode
_decoded = msgspec.msgpack.decode


def filed(data: Words) -> Filed:
    """The data as it is searched."""
    meanings: list[str] = []
    patterns: list[bytes] = []
    begins: list[int] = []
    steps: list[list[tuple[int, int]]] = []
    walls: list[int] = []
    keys: dict[str, int] = {}
    parts: dict[tuple[int, ...], int] = {}
    spans = {GAP: data.gap} | dict.fromkeys(NUMBERS, _longest_number(data.numbers))
    of_all = chain.from_iterable(chain.from_iterable(data.patterns.values()))
    lists = Counter(_encoded(item) for item in of_all if isinstance(item, list))
    shared = [encoded for encoded, phrases in lists.items() if phrases > 1]
    places: dict[bytes, int] = {encoded: place for place, encoded in enumerate(shared)}

    def part(filed_under: set[str]) -> int:
        numbers = tuple(keys.setdefault(key, len(keys)) for key in sorted(filed_under))
        return parts.setdefault(numbers, len(parts))

    for meaning, said in data.patterns.items():
        for pattern in said:
            if meaning in WALLS:
                walls.append(len(patterns))
            meanings.append(meaning)
            placed = [places.get(_encoded(item), item) for item in pattern]
            patterns.append(_encoded(placed))
            begins.append(part(_firsts(pattern)[0]))
            steps.append([(part(under), most) for under, most in _steps(pattern, spans)])
    by_number = [*parts]
    had = Counter(key for needed in steps for one, _ in needed for key in by_number[one])
    anchors: list[list[int]] = [[] for _ in keys]
    for phrase, (begin, needed) in enumerate(zip(begins, steps, strict=True)):
        choices = [by_number[one] for one, _ in needed] or [by_number[begin]]
        for key in min(choices, key=lambda numbers: sum(map(had.__getitem__, numbers))):
            anchors[key].append(phrase)
    return Filed(
        meanings=meanings,
        patterns=Rows.of(patterns),
        choices=Rows.of(shared),
        begins=_packed(begins),
        steps=Rows.of(_packed(chain.from_iterable(needed)) for needed in steps),
        keys=keys,
        parts=Rows.of(map(_packed, by_number)),
        anchors=Rows.of(map(_packed, anchors)),
        walls=walls,
        katakana=sorted(filter(KATAKANA, set(_strings(data.patterns.values())))),
        words=msgspec.structs.replace(data, patterns={}),
    )


def _steps(pattern: Pattern, spans: Mapping[str, int]) -> Iterator[tuple[set[str], int]]:
    """What each item that must be there is filed under, and how far it is at most."""
    most = 0
    for item in pattern:
        keys, may_be_empty = _firsts([item])
        longest = _longest([item], spans)
        if may_be_empty:
            most += longest
        else:
            yield keys, most + (longest if _begins_with_gap([item]) else 0)
            most = longest


def _longest(pattern: Pattern, spans: Mapping[str, int]) -> int:
    """The most words that the pattern spans; `spans` are those of items that are no word."""
    return sum(
        max((_longest(choice, spans) for choice in item), default=0)
        if isinstance(item, list)
        else spans.get(item, 1)
        for item in pattern
    )


def _longest_number(numbers: Mapping[str, int]) -> int:
    """The most words that a number has."""
    return max((len(number.split()) for number in numbers), default=1)


class Choices:
    """Patterns of which one is said, filed when first met under what they may begin with."""

    def __init__(self, patterns: Sequence[Pattern], index: Index) -> None:
        self._unfiled = patterns
        self._index = index

    @cached_property
    def _patterns(self) -> list[tuple[Pattern, int]]:
        """Each pattern, and how many words it is where it is words alone."""
        return [
            (self._index.with_choices(pattern), len(pattern) if _is_words(pattern) else 0)
            for pattern in self._unfiled
        ]

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

    def beginning(self, keys: Iterable[str]) -> list[tuple[Pattern, int]]:
        """Those that may begin with a word that is filed under `keys`, in their order.

        With each comes how many words it is, where it is words alone.
        """
        filed, always = self._filed
        found = [filed[key] for key in keys if key in filed]
        if always:
            found.append(always)
        if not found:
            return []
        numbers = found[0] if len(found) == 1 else sorted(set().union(*found))
        return [self._patterns[number] for number in numbers]


class Index:
    """Finds the phrases of one language in a text."""

    def __init__(self, data: Filed) -> None:
        self.reach = data.words.reach
        self.list_reach = data.words.list_reach
        self.sure = data.words.sure
        self.gap = data.words.gap
        self.filed = data
        self.begins = _unpacked(data.begins)
        self.numbers = {tuple(number.split()): n for number, n in data.words.numbers.items()}
        self.longest_number = _longest_number(data.words.numbers)
        self.walls = frozenset(data.walls)
        self.katakana = frozenset(data.katakana)
        self._patterns: dict[int, Pattern] = {}
        self._choices: dict[bytes, Choices] = {}

    def pattern(self, phrase: int) -> Pattern:
        """The pattern of a phrase, by its number."""
        found = self._patterns.get(phrase)
        if found is None:
            found = self.with_choices(_decoded(self.filed.patterns[phrase]))
            self._patterns[phrase] = found
        return found

    def with_choices(self, pattern: Pattern) -> Pattern:
        """The pattern with its choices as such; the same ones are one object."""
        return [item if isinstance(item, str) else self._choice(item) for item in pattern]

    def _choice(self, item: list[Pattern] | int) -> Choices:
        key = self.filed.choices[item] if isinstance(item, int) else _encoded(item)
        found = self._choices.get(key)
        if found is None:
            found = self._choices[key] = Choices(_decoded(key), self)
        return found

    def spelled(self, words: Sequence[str]) -> list[str]:
        """The words as the phrases spell them: katakana that none has is read as hiragana."""
        spelled: list[str] = []
        for word in words:
            foreign = KATAKANA(word) and word not in self.katakana
            spelled += word.translate(HIRAGANA) if foreign else (word,)
        return spelled

    def matches(self, words: Sequence[str]) -> list[Match]:
        """All phrases in `words`; of one meaning at one place only the longest."""
        return _Search(self, words).matches()


class _Search:
    """One text, and what is asked of it again and again.

    A set of places in the text is a number, with a bit for each word.
    """

    def __init__(self, index: Index, words: Sequence[str]) -> None:
        self.index = index
        self.words = list(words)
        self.numbers = [self._number_at(start) for start in range(len(words))]
        self.keys = [self._keys_at(start) for start in range(len(words))]
        self.places: dict[int, int] = defaultdict(int)
        for position, keys in enumerate(self.keys):
            for key in keys:
                number = index.filed.keys.get(key)
                if number is not None:
                    self.places[number] |= 1 << position
        self.all_keys = set(self.places)
        self.parts: dict[int, int] = {}
        self.steps: dict[int, list[tuple[int, int]]] = {}
        self.walls: dict[int, bool] = {}
        self.chosen: dict[tuple[Choices, int], list[End]] = {}
        self.phrases = self._phrases()
        self.wall_phrases = [phrase for phrase in self.phrases if phrase in index.walls]

    def matches(self) -> list[Match]:
        best: dict[tuple[str, int], Match] = {}
        for phrase in self.phrases:
            meaning, pattern = self.index.filed.meanings[phrase], self.index.pattern(phrase)
            for start in self._starts(phrase):
                for end, number, skipped in self._ends(pattern, start):
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
        pair = [f"{word} {following}" for following in self.words[position + 1 : position + 2]]
        number = ("#",) if self.numbers[position] else ()
        return list(dict.fromkeys((word, *pair, *beginnings, *middles, *number)))

    def _phrases(self) -> list[int]:
        """The phrases whose parts follow each other in the text closely enough."""
        begins, anchors = self.index.begins, self.index.filed.anchors
        met = {phrase for key in self.all_keys for phrase in _unpacked(anchors[key])}
        return sorted(
            phrase
            for phrase in met
            if all(self._part_at(part) for part, _ in self._steps_of(phrase))
            and self._followed(phrase, self._part_at(begins[phrase]))
        )

    def _steps_of(self, phrase: int) -> list[tuple[int, int]]:
        """The parts that the phrase cannot do without, and how far each is at most."""
        found = self.steps.get(phrase)
        if found is None:
            numbers = _unpacked(self.index.filed.steps[phrase])
            found = self.steps[phrase] = [*zip(numbers[::2], numbers[1::2], strict=True)]
        return found

    def _part_at(self, part: int) -> int:
        """The places of words that a part may begin with."""
        places = self.parts.get(part)
        if places is None:
            places = 0
            for key in self.all_keys.intersection(_unpacked(self.index.filed.parts[part])):
                places |= self.places[key]
            self.parts[part] = places
        return places

    def _followed(self, phrase: int, places: int) -> int:
        """The places of the phrase's last part, where it begins at one of the places."""
        least = 0
        for part, most in self._steps_of(phrase):
            near = 0
            for distance in range(least, most + 1):
                near |= places << distance
            places = near & self.parts[part]
            if not places:
                return 0
            least = 1
        return places

    def _starts(self, phrase: int) -> Iterator[int]:
        """Where the phrase may begin."""
        places = self._part_at(self.index.begins[phrase])
        alone = len(self._steps_of(phrase)) < 2
        while places:
            first = places & -places
            places ^= first
            if alone or self._followed(phrase, first):
                yield first.bit_length() - 1

    def _wall_at(self, position: int) -> bool:
        """Whether a denial or a new clause begins at `position`: no gap may skip that."""
        if position >= len(self.words):
            return False
        found = self.walls.get(position)
        if found is None:
            found = self.walls[position] = any(
                True
                for phrase in self.wall_phrases
                if self._part_at(self.index.begins[phrase]) >> position & 1
                for _ in self._ends(self.index.pattern(phrase), position)
            )
        return found

    def _number_at(self, start: int) -> tuple[int, int] | None:
        """The number at `start` and how many words it has; the longest."""
        if self.words[start].isdecimal():
            return int(self.words[start]), 1
        longest = min(self.index.longest_number, len(self.words) - start)
        for length in range(longest, 0, -1):
            value = self.index.numbers.get(tuple(self.words[start : start + length]))
            if value is not None:
                return value, length
        return None

    def _ends_of_choices(self, choices: Choices, position: int) -> list[End]:
        """How the choices may end that begin at `position`; many phrases have the same ones."""
        found = self.chosen.get((choices, position))
        if found is None:
            found = []
            keys = self.keys[position] if position < len(self.words) else ()
            for choice, length in choices.beginning(keys):
                if not length:
                    found += self._ends(choice, position)
                elif self.words[position : position + length] == choice:
                    found.append((position + length, 0, 0))
            self.chosen[choices, position] = found
        return found

    def _ends(self, pattern: Pattern, position: int, item: int = 0) -> Iterator[End]:
        """How the pattern from `item` on may end."""
        words, length = self.words, len(pattern)
        while item < length:
            first = pattern[item]
            item += 1
            if isinstance(first, Choices):
                ends = self._ends_of_choices(first, position)
                if item == length:
                    yield from ends
                    return
                for end, number, skipped in ends:
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


def _is_words(pattern: Pattern) -> bool:
    """Whether the pattern is whole words and nothing else."""
    return all(
        isinstance(item, str) and "*" not in item and item not in {GAP, "#", *NUMBERS}
        for item in pattern
    )


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


def _firsts(pattern: Pattern, *, pairs: bool = True) -> tuple[set[str], bool]:
    """What the words that may begin the pattern are filed under, and whether it may be empty.

    A word is filed under itself, and with `pairs` together with the next one where that follows
    at once; a beginning of words under its own first letters, another part of words under a star
    and its first letters, a number under "#".
    """
    found: set[str] = set()
    for number, item in enumerate(pattern):
        if isinstance(item, list):
            empty = False
            for choice in item:
                firsts, may_be_empty = _firsts(choice, pairs=pairs)
                found |= firsts
                empty |= may_be_empty
            if not empty:
                return found, False
        elif item != GAP:
            rest = pattern[number + 1 :] if pairs else []
            return found | _with_next(_filed(item), rest), False
    return found, True


def _with_next(key: str, rest: Pattern) -> set[str]:
    """The key of a word together with those of the next, where all of these are words."""
    nexts, may_be_empty = _firsts(rest, pairs=False)
    if may_be_empty or _begins_with_gap(rest) or not _is_words([key, *nexts]):
        return {key}
    return {f"{key} {following}" for following in nexts}


def _filed(item: str) -> str:
    if item in NUMBERS:
        return "#"
    if item[0] == "*":
        return item[: FILED + 1]
    return item[:-1][:FILED] + "*" if item[-1] == "*" else item


def _strings(patterns: Iterable[Any]) -> Iterator[str]:
    for item in patterns:
        if isinstance(item, str):
            yield item
        else:
            yield from _strings(item)


@cache
def index(language: str) -> Index:
    """The phrases of `language`, filed already in a built package."""
    path = data_folder("interaction_models") / "hearing" / f"{language}.json"
    built = path.with_suffix(COMPILED)
    if built.exists():
        return Index(_decoded(built.read_bytes(), type=Filed))
    return Index(filed(read(path)))


def read(path: Path) -> Words:
    """The data in a file of `as_data`."""
    return msgspec.json.decode(path.read_bytes(), type=Words)


def compiled(data: Words) -> bytes:
    """The file that `index` reads in a built package."""
    return _encoded(filed(data))


def as_data(data: Words) -> bytes:
    """The file that `index` reads."""
    head, *lines = msgspec.json.encode(data).replace(b"]],[", b"]],\n[").split(b"\n")
    return b"\n".join([head, *lines]) + b"\n"
