"""Name-free use: what is promised to a listener who named no skill can be kept."""

from typing import Any

import pytest

from skill.alexa.endpoint import create_app
from skill.alexa.handlers import STATE
from skill.languages import LOCALES
from tests.alexa.envelopes import envelope, intent, matched, unmatched

ENGLISH = [tag for tag, locale in LOCALES.items() if locale.language == "en"]

CASES: list[tuple[str, dict[str, Any], str, dict[str, str]]] = [
    ("AskCausesIntent", {}, "YES", {}),
    ("AskDangerSignsIntent", {}, "YES", {}),
    ("AskTopicIntent", {"topic": matched("topic", "polyps", "polyps")}, "YES", {"topic": "YES"}),
    ("AskTopicIntent", {"topic": unmatched("topic", "my coil")}, "YES", {"topic": "YES"}),
    ("AskTopicIntent", {"topic": unmatched("topic", "the stock market")}, "NO", {"topic": "NO"}),
    ("AskTopicIntent", {}, "NO", {}),
    (
        "ReportSymptomsIntent",
        {
            "finding": matched("finding", "fever", "fever"),
            "second_finding": unmatched("second_finding", "a broken window"),
        },
        "MAYBE",
        {"finding": "YES", "second_finding": "NO"},
    ),
    ("TellStoryIntent", {"story": unmatched("story", "i feel faint")}, "YES", {"story": "YES"}),
    ("TellStoryIntent", {"story": unmatched("story", "play some jazz")}, "NO", {"story": "NO"}),
    # These mean something only within a conversation.
    ("AMAZON.YesIntent", {}, "NO", {}),
    ("NotSureIntent", {}, "NO", {}),
    ("CorrectAnswerIntent", {"finding": matched("finding", "fever", "fever")}, "NO", {}),
    ("BookTaxiIntent", {"town": unmatched("town", "i feel faint")}, "NO", {}),
]


def answered(locale: str, request: dict[str, Any]) -> dict[str, Any]:
    whole = envelope(locale, request)
    del whole["session"]
    answer: dict[str, Any] = create_app(None).test_client().post("/alexa", json=whole).json or {}
    return answer


@pytest.mark.parametrize(("name", "slots", "promise", "by_slot"), CASES)
@pytest.mark.parametrize("locale", ENGLISH)
def test_a_promise(
    locale: str, name: str, slots: dict[str, Any], promise: str, by_slot: dict[str, str]
) -> None:
    asked = intent(name, **slots) | {"type": "CanFulfillIntentRequest"}
    response = answered(locale, asked)["response"]
    assert set(response) == {"canFulfillIntent"}
    assert response["canFulfillIntent"]["canFulfill"] == promise
    promised = response["canFulfillIntent"].get("slots", {})
    for slot, value in by_slot.items():
        assert promised[slot] == {"canUnderstand": value, "canFulfill": value}


@pytest.mark.parametrize(
    ("name", "slots"), [(name, slots) for name, slots, promise, _ in CASES if promise == "YES"]
)
def test_a_promise_is_kept(name: str, slots: dict[str, Any]) -> None:
    answer = answered("en-US", intent(name, **slots))
    unknown = answered("en-US", intent("BookTaxiIntent"))
    assert answer["response"]["card"] != unknown["response"]["card"]
    assert STATE not in answer.get("sessionAttributes", {})
