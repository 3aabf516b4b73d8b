"""What a sentence is like: learned from labelled samples, in time that grows with their number.

Two views are added. Naive Bayes over words, pairs of words and the letters within words tells what
the samples of a label say that others do not; the nearest sample tells what is said almost so.
Both are counted, not searched for: the same samples always give the same scores.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        found = self._learn([sample.words for sample in samples])
        place = np.repeat(np.arange(len(found)), [len(features) for features in found])
        feature = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=len(place))
        samples_with = np.bincount(feature)
        self._rarity = np.log((1 + len(found)) / (1 + samples_with)) + 1
        self._never_met = np.log(1 + len(found)) + 1
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
        """How much the words are like those of each label, as logarithms of odds.

        What was never met speaks for none, and takes its share from what the rest says.
        """
        features = dict.fromkeys(chain(*map(_letters, words), _pairs(words)))
        known = [self._numbers[feature] for feature in features if feature in self._numbers]
        weights = self._rarity[known]
        unknown = len(features) - len(known)
        weights /= np.sqrt((weights**2).sum() + unknown * self._never_met**2)
        near = np.zeros(len(self._label))
        for feature, weight in zip(known, weights, strict=True):
            having = slice(*self._bounds[feature : feature + 2])
            near[self._having[having]] += weight * self._values[having]
        nearest = np.zeros(len(self.labels))
        np.maximum.at(nearest, self._label, near)
        return weights @ self._bayes[known] + NEAREST * nearest

    def _learn(self, sentences: Sequence[Sequence[str]]) -> list[set[int]]:
        """The numbers of all that each sentence has; what is new is given one."""
        numbers = self._numbers

        def number(feature: str) -> int:
            return numbers.setdefault(feature, len(numbers))

        of_word = {
            word: [*map(number, _letters(word))] for word in dict.fromkeys(chain(*sentences))
        }
        return [
            {*chain(*(of_word[word] for word in words)), *map(number, _pairs(words))}
            for words in sentences
        ]

    def _evidence(self, feature: Any, label: Any, value: Any) -> Any:
        """What each feature speaks for, by label."""
        shape = len(self._numbers), len(self.labels)
        said = np.bincount(feature * shape[1] + label, value, shape[0] * shape[1]).reshape(shape)
        chance = np.log(said / said.sum(axis=0) + SMOOTHING / shape[0])
        return TRUST * (chance - chance.mean(axis=1, keepdims=True))


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
