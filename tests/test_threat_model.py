"""The threat model names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMED = re.findall(
    r"`(tests/[\w/]+\.py)(?:::(\w+))?`",
    "".join(
        (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("threat-model", "privacy")
    ),
)


def test_tests_are_named() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_named_test_exists(path: str, name: str) -> None:
    module = ast.parse((ROOT / path).read_text("utf-8"))
    tests = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    assert not name or name in tests
