"""Documents that say which test holds a promise name tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = {
    path.stem: re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", path.read_text("utf-8"))
    for path in (ROOT / "docs").glob("*.md")
}
NAMED = sorted({place for places in DOCUMENTS.values() for place in places})


@pytest.mark.parametrize("document", ["threat-model", "certification"])
def test_tests_are_named(document: str) -> None:
    assert len(DOCUMENTS[document]) > 15


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_named_test_exists(path: str, name: str) -> None:
    module = ast.parse((ROOT / path).read_text("utf-8"))
    tests = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    assert not name or name in tests


def test_every_requirement_has_its_test() -> None:
    text = (ROOT / "docs" / "certification.md").read_text("utf-8")
    met, _, _ = text.partition("## Open rows")
    rows = [line for line in met.splitlines() if line.startswith("| ") and "| test |" not in line]
    assert len(rows) > 20
    assert not [row for row in rows if "::test_" not in row]
