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
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from benchmarks import hello
from benchmarks.measuring import Figure, Times, compared
from tests.alexa.envelopes import LAUNCH, SKILL, envelope

RUNS = 31
ROOT = Path(__file__).parent.parent

# The peak is the kernel's for this program alone; getrusage would count the parent's.
# The tests' tools bring typing_extensions along, which production has not.
START = """
import sys, time
sys.modules["typing_extensions"] = None
begin = time.perf_counter()
from {module} import handler
import json
handler(json.load(sys.stdin), None)
seconds = time.perf_counter() - begin
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([seconds, int(peak) / 1024]))
"""

ENTRIES = {"skill": "skill.alexa.aws_lambda", "hello": "hello"}


def figures() -> Iterator[Figure]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        [wheel] = WheelBuilder(str(ROOT)).build(directory=name, versions=["standard"])
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        shutil.copy(hello.__file__, folder / "hello.py")
        compileall.compile_dir(name, quiet=1)
        for locale in ("en-US", "es-MX"):
            event = json.dumps(envelope(locale, LAUNCH))
            taken: dict[str, list[tuple[float, float]]] = {entry: [] for entry in ENTRIES}
            for _ in range(RUNS):
                for entry, module in ENTRIES.items():
                    taken[entry].append(first_answer(folder, module, event))
            (times, peaks), (baseline, least) = (
                [Times(column) for column in zip(*runs, strict=True)] for runs in taken.values()
            )
            yield compared(
                f"cold start, {locale}", "ms", 1e3 * times.p50, 1e3 * baseline.p50, "<= 1.25"
            )
            yield compared(f"peak memory, {locale}", "MiB", peaks.p50, least.p50, "<= 1.2")


def first_answer(folder: Path, module: str, event: str) -> tuple[float, float]:
    """Seconds to the first answer of a fresh interpreter, and its peak memory in MiB."""
    done = subprocess.run(  # noqa: S603  (ourselves)
        [sys.executable, "-c", START.format(module=module)],
        input=event,
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "ALEXA_SKILL_ID": SKILL},
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak
