"""Times of two things taken in turns, so that a slow moment of the machine strikes both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

Work = Callable[[], object]


class Figure(msgspec.Struct, frozen=True):
    """One line of the table: `ratio` is `value` over `baseline`, `target` what it should be."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    target: str = ""


class Times(msgspec.Struct, frozen=True):
    """The times of many runs, in seconds."""

    runs: Sequence[float]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.runs)

    @property
    def p99(self) -> float:
        """What 99 of 100 runs stay under."""
        return sorted(self.runs)[int(len(self.runs) * 0.99)]


def seconds(work: Work) -> float:
    """How long the work takes once."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def in_turns(works: Sequence[Work], runs: int, warm: int = 20) -> list[Times]:
    """The times of each work, run by turns."""
    return told_in_turns([partial(seconds, work) for work in works], runs, warm)


def told_in_turns(works: Sequence[Callable[[], float]], runs: int, warm: int = 20) -> list[Times]:
    """The same of works that tell themselves how many seconds they took."""
    for work in works:
        for _ in range(warm):
            work()
    taken: list[list[float]] = [[] for _ in works]
    gc.collect()
    gc.disable()
    try:
        for _ in range(runs):
            for work, times in zip(works, taken, strict=True):
                times.append(work())
    finally:
        gc.enable()
    return [Times(times) for times in taken]


def compared(
    name: str, unit: str, value: float, baseline: float | None = None, target: str = ""
) -> Figure:
    """A figure, with its ratio where there is a baseline."""
    ratio = round(value / baseline, 3) if baseline else None
    rounded = None if baseline is None else round(baseline, 4)
    return Figure(name, round(value, 4), unit, rounded, ratio, target)
