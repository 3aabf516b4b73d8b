"""What a built package has in place of the files that people edit, so that it starts fast.

Catalogs as .mo instead of .po, the protocol, checked, as one JSON file instead of TOML, and what
is heard in free speech filed by the words it may begin with.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HEARING = "hearing"


class CompiledData(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles while a wheel is built; an editable install goes on reading what people edit."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a folder of its own, and have it packed."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        into = Path(self._folder.name)
        root = Path(self.root)
        sys.path.insert(0, self.root)
        for target in (*catalogs(root, into), *hearing(root, into), protocol(root, into)):
            build_data["force_include"][str(into / target)] = f"skill/{target}"
        for source in (root / "interaction_models").rglob("*.*"):
            if source.parent.name != HEARING:
                target = str(source.relative_to(root))
                build_data["force_include"][str(source)] = f"skill/{target}"

    def finalize(self, version: str, _build_data: dict[str, Any], _artifact: str) -> None:
        """Remove the folder."""
        if version != "editable":
            self._folder.cleanup()


def catalogs(root: Path, into: Path) -> list[str]:
    """Compile every catalog; their paths within the package."""
    paths = []
    for source in sorted((root / "locales").glob("*/LC_MESSAGES/skill.po")):
        path = str(source.with_suffix(".mo").relative_to(root))
        target = into / path
        target.parent.mkdir(parents=True)
        with source.open("rb") as text, target.open("wb") as binary:
            catalog = read_po(text, locale=source.parent.parent.name)
            # Instead of now, so that the same catalog always gives the same bytes.
            catalog.creation_date = catalog.revision_date = datetime(1980, 1, 1, tzinfo=UTC)
            write_mo(binary, catalog)
        paths.append(path)
    return paths


def hearing(root: Path, into: Path) -> list[str]:
    """File what is heard in every language; the paths within the package."""
    from skill.understanding.lexicon import COMPILED, compiled, read

    paths = []
    for source in sorted((root / "interaction_models" / HEARING).glob("*.json")):
        path = str(source.with_suffix(COMPILED).relative_to(root))
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_bytes(compiled(read(source)))
        paths.append(path)
    return paths


def protocol(root: Path, into: Path) -> str:
    """Compile the protocol; its path within the package."""
    from skill.protocol import COMPILED, compiled, load

    path = f"protocol/{COMPILED}"
    (into / path).parent.mkdir()
    (into / path).write_bytes(compiled(load(root / "skill" / "protocol")))
    return path
