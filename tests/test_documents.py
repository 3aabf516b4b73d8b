"""What a clinician signs is what the skill does."""

import pytest

from skill.documents import generated
from skill.protocol import load

PROTOCOL = load()


@pytest.mark.parametrize("path", generated(PROTOCOL), ids=lambda path: path.name)
def test_generated_documents_are_fresh(path) -> None:
    assert path.read_bytes() == generated(PROTOCOL)[path], "stale: run `skill documents`"


def test_every_rule_and_every_reason_is_in_the_table() -> None:
    table = next(text for path, text in generated(PROTOCOL).items() if path.suffix == ".md")
    for rule in PROTOCOL.rules.values():
        assert rule.why in table.decode()
    for question in PROTOCOL.questions.values():
        assert question.not_sure_why in table.decode()
