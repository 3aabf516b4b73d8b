"""The AWS Lambda entry in a fresh interpreter: time from import to first answer, and memory.

The skill is the built package, unpacked; both it and hello-world are compiled, as a Lambda image
should be.
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.wheel import WheelBuilder

from benchmarks import hello
from benchmarks.load import SENTENCES
from benchmarks.measuring import Figure, Times, compared
from skill.languages import LOCALES
from tests.alexa.envelopes import LAUNCH, SKILL, envelope, intent, unmatched

RUNS = 31
ROOT = Path(__file__).parent.parent
ENTRY, HELLO = "skill.alexa.aws_lambda", "hello"

# The tests' tools bring typing_extensions along, which production has not. The peak is the
# kernel's for this program alone; getrusage would count the parent's.
START = """
import sys, time
sys.modules["typing_extensions"] = None
begin = time.perf_counter()
from {module} import handler
import json
for event in json.load(sys.stdin):
    handler(event, None)
seconds = time.perf_counter() - begin
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([seconds, int(peak) / 1024]))
"""


class Start(NamedTuple):
    """An interpreter to start: where, with which module, and what it is asked."""

    folder: Path
    module: str
    events: list[dict[str, Any]]


def figures() -> Iterator[Figure]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as name:
        package = unpacked(Path(name))
        for locale, kind, request in (
            ("en-US", "launch", LAUNCH),
            ("es-MX", "launch", LAUNCH),
            *((locale, "story", story(locale)) for locale in ("en-US", "es-MX", "ja-JP")),
        ):
            events = [envelope(locale, request)]
            time, memory = in_turns(Start(package, ENTRY, events), Start(package, HELLO, events))
            yield compared(f"cold start, {kind}, {locale}", "ms", *time, "<= 1.25")
            yield compared(f"peak memory, {kind}, {locale}", "MiB", *memory, "<= 1.2")
        yield from growth(package, Path(name) / "one")


def growth(package: Path, one: Path) -> Iterator[Figure]:
    """What it costs that there are seventeen locales, and that all are asked."""
    shutil.copytree(package, one)
    for path in of_other_languages(one / "skill", "en"):
        path.unlink()
    first = [envelope("en-US", LAUNCH)]
    time, memory = in_turns(Start(package, ENTRY, first), Start(one, ENTRY, first))
    yield compared("cold start with the data of 17 locales, against 1", "ms", *time, "about 1")
    yield compared("peak memory, the same", "MiB", *memory, "about 1")
    told = {
        count: [envelope(locale, story(locale)) for locale in list(LOCALES)[:count]]
        for count in (1, len(LOCALES))
    }
    every, single = (Start(package, ENTRY, events) for events in reversed(told.values()))
    _, memory = in_turns(every, single)
    yield compared("peak memory after a story in each of 17 locales, against 1", "MiB", *memory)


def unpacked(folder: Path) -> Path:
    """The built package and hello-world beside it, compiled."""
    package = folder / "package"
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(package)
    shutil.copy(hello.__file__, package / "hello.py")
    compileall.compile_dir(package, quiet=1)
    return package


def in_turns(ours: Start, other: Start) -> tuple[tuple[float, float], tuple[float, float]]:
    """The medians of both: milliseconds, and MiB of peak memory."""
    runs = [[first_answer(start) for start in (ours, other)] for _ in range(RUNS)]
    time, memory = (
        tuple(Times([run[which][at] for run in runs]).p50 for which in (0, 1)) for at in (0, 1)
    )
    return (1e3 * time[0], 1e3 * time[1]), (memory[0], memory[1])


def first_answer(start: Start) -> tuple[float, float]:
    """Seconds to the answers of a fresh interpreter, and its peak memory in MiB."""
    done = subprocess.run(  # noqa: S603  (ourselves)
        [sys.executable, "-c", START.format(module=start.module)],
        input=json.dumps(start.events),
        capture_output=True,
        text=True,
        check=True,
        cwd=start.folder,
        env={**os.environ, "PYTHONPATH": str(start.folder), "ALEXA_SKILL_ID": SKILL},
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def story(locale: str) -> dict[str, Any]:
    """Free speech of danger in the locale's language."""
    said = tomllib.loads(SENTENCES.read_text("utf-8"))[locale[:2]]["dizzy"]
    return intent("TellStoryIntent", story=unmatched("story", said))


def of_other_languages(package: Path, language: str) -> Iterator[Path]:
    """The package's data of all languages but one."""
    for folder in (package / "locales", package / "interaction_models"):
        for path in folder.rglob("*.*"):
            names = (path.stem, path.parent.parent.name)
            if not any(name.startswith(language) for name in names):
                yield path
