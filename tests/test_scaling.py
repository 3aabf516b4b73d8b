"""The arithmetic of docs/scaling.md gives the table that stands below it."""

import contextlib
import io
import re
from pathlib import Path

from cfnlint.decode import decode

ROOT = Path(__file__).parent.parent
DOCUMENT = (ROOT / "docs" / "scaling.md").read_text("utf-8")
PROGRAM, OUTPUT = (
    block
    for kind in ("python", "text")
    for block in re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.S)
)


def test_the_table_is_what_the_program_prints() -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(PROGRAM, {})
    assert OUTPUT.splitlines() == printed.getvalue().splitlines(), "run the program anew"


def test_the_memory_is_the_templates() -> None:
    template = decode(str(ROOT / "infrastructure" / "template.yaml"))[0]
    memory = template["Resources"]["Skill"]["Properties"]["MemorySize"]
    assert f"MEMORY = {memory} / 1024" in PROGRAM
