"""The zip for AWS Lambda: the skill and what answers a request there, compiled, and no more.

It holds bytecode in place of sources, which makes a cold start three times as fast: Lambda's file
system is read-only, so that Python could never keep what it compiles. Bytecode belongs to one
version of Python, so that the zip is for the version that builds it.
"""

from __future__ import annotations

import py_compile
import subprocess
import sys
import tempfile
import warnings
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from skill.publishing import MACHINES

ROOT = Path(__file__).parent.parent.parent

RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The runtime of AWS Lambda that the zip is for, by Lambda's name."""

PACKAGES = (
    "ask-sdk-core",
    "ask-sdk-model",
    "ask-sdk-runtime",
    "msgspec",
    "python-dateutil",  # the SDK imports it
    "six",  # and the SDK this
)
"""Fetched without what they ask for, such as requests, for APIs that nobody calls here."""

LEFT_OUT = (
    "bin/*",
    "*.dist-info/*",
    "*.pyi",
    "*/py.typed",
    "skill/alexa/endpoint.py",
    "skill/alexa/server.py",
    "skill/alexa/verification.py",
    "skill/alexa/wsgi.py",
    "skill/catalogs.py",
    "skill/cli.py",
    "skill/documents.py",
    "skill/interaction_models/??-??.json",
    "skill/interaction_models/sentences/*",
    "skill/models.py",
    "skill/publishing/*",
    "skill/speaker/*",
)

WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file, so that the same content makes the same zip."""


class BuildError(Exception):
    """The zip could not be made; the message says why."""


@dataclass(frozen=True)
class Zip:
    """A zip that was made, and its size in bytes, packed and unpacked."""

    path: Path
    packed: int
    unpacked: int


def build(path: Path, architecture: str) -> Zip:
    """Make the zip at `path` for an architecture of MACHINES. Raises BuildError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fetch(folder, MACHINES[architecture])
        for pattern in LEFT_OUT:
            for file in [file for file in folder.rglob("*") if file.is_file()]:
                if fnmatch(str(file.relative_to(folder)), pattern):
                    file.unlink()
        _compile(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        return _pack(folder, path)


def _fetch(folder: Path, machine: str) -> None:
    """Have pip put the packages and the skill itself, built, into `folder`."""
    if not (ROOT / "pyproject.toml").exists():
        raise BuildError("The zip is made from a clone of the repository: run it there.")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--target", str(folder), "--no-deps", "--no-compile", "--only-binary=:all:"]
    command += ["--platform", f"manylinux2014_{machine}", "--implementation", "cp"]
    command += ["--constraint", str(ROOT / "requirements.txt"), *PACKAGES, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  (our own words)
    if done.returncode:
        raise BuildError(f"pip could not fetch what the zip holds:\n{done.stderr.strip()}")


def _compile(folder: Path) -> None:
    """Put bytecode in place of sources; it names no folder of this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the SDK's sources
        for source in sorted(folder.rglob("*.py")):
            py_compile.compile(
                str(source),
                cfile=str(source.with_suffix(".pyc")),
                dfile=str(source.relative_to(folder)),
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
            source.unlink()


def _pack(folder: Path, path: Path) -> Zip:
    unpacked = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), WHEN)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = file.read_bytes()
            archive.writestr(entry, content)
            unpacked += len(content)
    return Zip(path, path.stat().st_size, unpacked)
