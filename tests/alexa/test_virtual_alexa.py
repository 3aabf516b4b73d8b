"""A client that is not ours talks with the endpoint, from the interaction models alone."""

import json
import re
from typing import Any

import pytest

from skill.conversation import Line, Reply, State
from skill.languages import LOCALES, data_folder, find
from skill.protocol import load
from skill.speech import Speaker
from tests import node

MODELS = data_folder("interaction_models")
TOPICS = ("iud", "chlamydia", "polyps")
# The client's built-in phrases are English only, so that built-ins are meant, not said.
YES, NO, STOP = (["intend", f"AMAZON.{name}Intent"] for name in ("Yes", "No", "Stop"))


def model(locale: str) -> dict[str, Any]:
    language = json.loads((MODELS / f"{locale}.json").read_text("utf-8"))
    return language["interactionModel"]["languageModel"]


def synonym(locale: str, slot_type: str, id: str) -> str:
    """The first further way to say `id` that this client can say: no spelt-out letters."""
    [name] = [
        value["name"]
        for one in model(locale)["types"]
        if one["name"] == slot_type
        for value in one["values"]
        if value["id"] == id
    ]
    return next(words for words in name["synonyms"] if "." not in words)


def sample(locale: str, intent: str, slot: str) -> str:
    """The longest of the samples of `intent` with `slot` alone: the least like a launch.

    Without hyphens and apostrophes, which this client does not match.
    """
    [samples] = [one["samples"] for one in model(locale)["intents"] if one["name"] == intent]
    fit = [text for text in samples if re.fullmatch(rf"[^-'{{}}]*{{{slot}}}[^-'{{}}]*", text)]
    return max(fit, key=len)


def steps(locale: str) -> list[list[Any]]:
    asked = sample(locale, "AskTopicIntent", "topic")
    told = sample(locale, "ReportSymptomsIntent", "finding")
    return [
        ["launch"],
        *(["utter", asked.replace("{topic}", synonym(locale, "TOPIC", id))] for id in TOPICS),
        ["utter", told.replace("{finding}", synonym(locale, "FINDING", "fever"))],
        NO,
        YES,
        STOP,
    ]


@pytest.fixture(scope="module")
def conversations(url: str) -> dict[str, list[dict[str, Any]]]:
    wanted = [
        {"locale": locale, "model": str(MODELS / f"{locale}.json"), "steps": steps(locale)}
        for locale in LOCALES
    ]
    return dict(
        zip(
            LOCALES,
            node.run("talk.mjs", {"url": url, "conversations": wanted}),
            strict=True,
        )
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_answered_in_every_locale(conversations: Any, locale: str) -> None:
    launch, *topics, report, no, _, stop = conversations[locale]
    speaker = Speaker(load(), find(locale))
    findings = [one["sessionAttributes"]["state"].get("findings", {}) for one in (report, no)]
    assert launch["response"]["shouldEndSession"] is False
    for id, answer in zip(TOPICS, topics, strict=True):
        told = speaker.speak(Reply((Line(f"answer.topic.{id}"),), (), State())).text
        assert answer["response"]["card"]["content"].startswith(told)
    assert [one.get("fever") for one in findings] == ["yes", "yes"]
    assert stop["response"]["shouldEndSession"] is True
