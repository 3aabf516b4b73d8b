"""The protocol: every fact spoken, every entry with its source, bad data refused in words."""

import shutil
from pathlib import Path

import phonenumbers
import pytest

from skill.languages import LOCALES
from skill.protocol import FOLDER, ProtocolError, load

PROTOCOL = load()


def test_every_fact_is_spoken() -> None:
    spoken = {fact for answer in PROTOCOL.answers.values() for fact in answer.facts}
    assert set(PROTOCOL.facts) == spoken


@pytest.mark.parametrize("answer", PROTOCOL.answers.values(), ids=lambda answer: answer.id)
def test_answers_leave_room_for_the_next_step(answer) -> None:
    """An answer and the offer after it stay within 45 words."""
    offer = PROTOCOL.prompts["offer.check"].text
    assert len(f"{answer.text} {offer}".split()) <= 45


@pytest.mark.parametrize("number", PROTOCOL.emergency_numbers.values(), ids=lambda n: n.territory)
def test_emergency_numbers_are_real(number) -> None:
    assert phonenumbers.is_emergency_number(number.number, number.territory)
    assert not number.police or phonenumbers.is_emergency_number(number.police, number.territory)


def test_every_locale_has_an_emergency_number() -> None:
    assert {locale.territory for locale in LOCALES.values()} <= set(PROTOCOL.emergency_numbers)


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        (
            "rules.toml",
            'facts = ["urgent-fever"]',
            'facts = ["urgent-feber"]',
            "'fever' cites fact",
        ),
        ("rules.toml", 'any = ["fever"]', 'any = ["feber"]', "'fever' cites finding 'feber'"),
        ("rules.toml", 'urgency = "urgent"', 'urgency = "soon"', "rule 'heavy-bleeding'"),
        ("facts.toml", "sentence = 1", "sentence = 9", "which the source does not have"),
        ("answers.toml", 'id = "topic.dryness"', 'id = "topic.friction"', "stands twice"),
        ("questions.toml", 'findings = ["after_menopause"]', 'findings = ["fever"]', "exactly one"),
        ("prompts.toml", "editorial =", "reason =", "prompt 'launch'"),
        ("findings.toml", "[[finding]]", "[[finding", "findings.toml is not TOML"),
    ],
)
def test_bad_data_is_refused_in_words(
    tmp_path: Path, file: str, before: str, after: str, says: str
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "protocol"))
    text = (folder / file).read_text("utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ProtocolError, match=file) as refusal:
        load(folder)
    assert says in str(refusal.value)
