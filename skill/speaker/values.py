"""The words that fill slots, found in what was said: as they stand in the model, or almost so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import msgspec

from skill.understanding.text import words

LONGEST_VALUE = 8
"""Words of a value that is looked for; where a language has no spaces, a sign is a word."""

ALMOST = 0.85
"""The share of letters that two words have in common, in their order, that are taken for one."""

SHORTEST = 5
"""Letters of the shortest words that are compared: shorter ones are alike by chance."""

ALIKE_RUNS = 0.45
"""The share of runs of three letters in common below which no letters are compared."""

CANDIDATES = 5

# The same word may be written in either kana.
_ONE_KANA = str.maketrans({chr(sign): chr(sign - 0x60) for sign in range(0x30A1, 0x30F7)})


class Found(msgspec.Struct, frozen=True):
    """Words `start` to `end` of what was said, and the ids that they mean, by slot type."""

    start: int
    end: int
    ids: dict[str, str]


class Values:
    """The values of a model's slot types, word for word."""

    def __init__(self, types: Iterable[Mapping[str, Any]]) -> None:
        self.by_type: dict[str, dict[tuple[str, ...], str]] = {}
        self._ids: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for slot_type in types:
            values = self.by_type.setdefault(slot_type["name"], {})
            for entry in slot_type["values"]:
                for text in (entry["name"]["value"], *entry["name"]["synonyms"]):
                    values.setdefault(tuple(words(text)), entry["id"])
            for value, id in values.items():
                self._ids[value][slot_type["name"]] = id

    def find(self, said: Sequence[str]) -> list[Found]:
        """The longest values, left to right."""
        found = []
        position = 0
        while position < len(said):
            for end in range(min(position + LONGEST_VALUE, len(said)), position, -1):
                ids = self._ids.get(tuple(said[position:end]))
                if ids:
                    found.append(Found(position, end, ids))
                    position = end
                    break
            else:
                position += 1
        return found


class Almost:
    """The values of one slot type with another ending, or as they are heard slightly wrong."""

    def __init__(self, slot_type: str, values: Mapping[tuple[str, ...], str]) -> None:
        self._slot_type = slot_type
        self._ids: dict[str, str] = {}
        for value, id in values.items():
            self._ids.setdefault(_written(value), id)
        self._runs = {written: _runs(written) for written in self._ids}
        self._with_run: dict[str, list[str]] = defaultdict(list)
        for written, runs in self._runs.items():
            for run in runs:
                self._with_run[run].append(written)
        self._longest = max(map(len, self._ids)) / ALMOST

    def find(self, said: Sequence[str]) -> Found | None:
        """The words that are most like a value."""
        best = (ALMOST, 0)
        found = None
        for start in range(len(said)):
            for end in range(start + 1, min(start + LONGEST_VALUE, len(said)) + 1):
                written = _written(said[start:end])
                if len(written) > self._longest:
                    break
                for value in self._candidates(written):
                    alike = SequenceMatcher(None, written, value, autojunk=False).ratio()
                    if (alike, len(value)) > best:
                        best = alike, len(value)
                        found = Found(start, end, {self._slot_type: self._ids[value]})
        return found

    def _candidates(self, written: str) -> list[str]:
        if len(written) < SHORTEST:
            return []
        runs = _runs(written)
        shared = Counter(value for run in runs for value in self._with_run.get(run, ()))
        return [
            value
            for value, count in shared.most_common(CANDIDATES)
            if 2 * count >= ALIKE_RUNS * (len(runs) + len(self._runs[value]))
        ]


def _written(said: Sequence[str]) -> str:
    """Words without the spaces between them, which recognition puts as it likes."""
    return "".join(said).translate(_ONE_KANA)


def _runs(written: str) -> set[str]:
    bounded = f"^{written}$"
    return {bounded[start : start + 3] for start in range(len(bounded) - 2)}
