"""How long catalogs and interaction models take to build, for one locale and for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.measuring import Figure, Times, compared, seconds
from skill import catalogs, models
from skill.languages import LOCALES, languages
from skill.protocol import load

RUNS = 3


def figures() -> Iterator[Figure]:
    """The figures of this module; the baseline is one, times the number of all."""
    names = catalogs.names()
    yield growth("catalogs", len(names), lambda chosen: [catalog(name) for name in names[:chosen]])
    spoken = languages()
    yield growth(
        f"models of {len(LOCALES)} locales",
        len(spoken),
        lambda chosen: models.generated(spoken[:chosen]),
    )


def catalog(name: str) -> bytes:
    """One catalog brought up to date, and written."""
    return catalogs.written(catalogs.updated(load(), name))


def growth(name: str, all_of_them: int, build: Callable[[int], object]) -> Figure:
    """Building all of them, against so many times the first."""
    one, every = (timed(lambda count=count: build(count)) for count in (1, all_of_them))  # type: ignore[misc]
    return compared(f"building {name}", "s", every, one * all_of_them, "about 1")


def timed(work: Callable[[], object]) -> float:
    """The median of a few runs, in seconds."""
    return Times([seconds(work) for _ in range(RUNS)]).p50
