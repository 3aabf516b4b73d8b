"""How long catalogs and interaction models take to build, all against one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.measuring import Figure, compared, in_turns
from skill import catalogs, models
from skill.languages import LOCALES, languages
from skill.protocol import load


def figures() -> Iterator[Figure]:
    """The figures of this module; the baseline is the sum of each built alone."""
    yield growth(f"{len(catalogs.names())} catalogs", catalogs.names(), write, runs=9)
    yield growth(f"models of {len(LOCALES)} locales", languages(), models.generated, runs=1)


def write(names: Sequence[str]) -> None:
    """Bring these catalogs up to date, in memory."""
    for name in names:
        catalogs.written(catalogs.updated(load(), name))


def growth(
    name: str, parts: Sequence[str], build: Callable[[Sequence[str]], object], runs: int
) -> Figure:
    """Building all parts at once, against the sum of each alone."""

    def each_alone() -> None:
        for part in parts:
            build([part])

    together, alone = in_turns([partial(build, parts), each_alone], runs, warm=0)
    return compared(f"building {name}", "s", together.p50, alone.p50, "about 1")
