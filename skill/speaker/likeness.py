"""What a sentence is like: learned from labelled samples, in time that grows with their number.

Two views are added. Naive Bayes over words, pairs of words and the letters within words tells what
the samples of a label say that others do not; the nearest sample tells what is said almost so.
Both are counted, not searched for: the same samples always give the same scores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from typing import Any

import msgspec
import numpy as np

LETTERS = (2, 3, 4)
"""Lengths of the runs of letters within a word that are compared."""

SMOOTHING = 0.1
"""The share of what a label says that is spread over everything that anyone says."""

TRUST = 0.3
"""How far naive Bayes is believed: what it counts as independent mostly is not."""

NEAREST = 5.0
"""What the nearest sample adds where it is the sentence itself."""

UNKNOWN = -1


class Sample(msgspec.Struct, frozen=True):
    """The words of a sentence, what it is a sample of, and how much it counts."""

    words: tuple[str, ...]
    label: str
    weight: float = 1.0


class Likeness:
    """Scores of every label for a sentence; `labels` are in the order of the scores."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.labels = sorted({sample.label for sample in samples})
        self._numbers: dict[str, int] = {}
        self._of_word = {
            word: tuple(map(self._learn, _letters(word)))
            for word in dict.fromkeys(word for sample in samples for word in sample.words)
        }
        found = [self._features(sample.words, self._learn) for sample in samples]
        place = np.repeat(np.arange(len(found)), [len(features) for features in found])
        feature = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=len(place))
        samples_with = np.bincount(feature)
        self._rarity = np.log((1 + len(found)) / (1 + samples_with)) + 1
        value = self._rarity[feature]
        value /= np.sqrt(np.bincount(place, value**2))[place]
        # The samples that have a feature, feature by feature.
        order = np.argsort(feature, kind="stable")
        self._having, self._values = place[order], value[order]
        self._bounds = np.concatenate([[0], np.cumsum(samples_with)])
        number = {label: position for position, label in enumerate(self.labels)}
        self._label = np.array([number[sample.label] for sample in samples])
        weight = np.array([sample.weight for sample in samples])
        self._bayes = self._evidence(feature, self._label[place], value * weight[place])

    def scores(self, words: Sequence[str]) -> Any:
        """How much the words are like those of each label, as logarithms of odds."""
        known = [*self._features(words, self._known)]
        weights = self._rarity[known]
        weights /= np.linalg.norm(weights) or 1
        near = np.zeros(len(self._label))
        for feature, weight in zip(known, weights, strict=True):
            having = slice(*self._bounds[feature : feature + 2])
            near[self._having[having]] += weight * self._values[having]
        nearest = np.zeros(len(self.labels))
        np.maximum.at(nearest, self._label, near)
        return weights @ self._bayes[known] + NEAREST * nearest

    def _evidence(self, feature: Any, label: Any, value: Any) -> Any:
        """What each feature speaks for, by label."""
        shape = len(self._numbers), len(self.labels)
        said = np.bincount(feature * shape[1] + label, value, shape[0] * shape[1]).reshape(shape)
        chance = np.log(said / said.sum(axis=0) + SMOOTHING / shape[0])
        return TRUST * (chance - chance.mean(axis=1, keepdims=True))

    def _features(self, words: Sequence[str], number: Callable[[str], int]) -> set[int]:
        """The numbers of all that a sentence has and that is known."""
        found: set[int] = set()
        for word in words:
            found.update(self._of_word.get(word) or map(number, _letters(word)))
        found.update(map(number, _pairs(words)))
        found.discard(UNKNOWN)
        return found

    def _learn(self, feature: str) -> int:
        return self._numbers.setdefault(feature, len(self._numbers))

    def _known(self, feature: str) -> int:
        return self._numbers.get(feature, UNKNOWN)


def _letters(word: str) -> list[str]:
    """The word, and the runs of letters in it."""
    bounded = f"<{word}>"
    runs = [
        f"/{bounded[start : start + length]}"
        for length in LETTERS
        for start in range(len(bounded) - length + 1)
    ]
    return [word, *runs]


def _pairs(words: Sequence[str]) -> list[str]:
    """The words that follow each other, and those with one between."""
    padded = ("^", *words, "$")
    apart = zip(padded, padded[2:], strict=False)
    return [
        *(f"{one} {other}" for one, other in pairwise(padded)),
        *(f"{one} _ {other}" for one, other in apart),
    ]
