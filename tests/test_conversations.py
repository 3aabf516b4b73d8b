"""Whole conversations through the real HTTP endpoint, in every locale."""

import pytest

from skill.alexa.endpoint import create_app
from skill.speaker.device import Device, Turn
from skill.speaker.intents import recognizer


def said(url: str, *utterances: str, locale: str = "en-US") -> list[Turn]:
    device = Device(url, locale)
    return [device.open(), *(device.say(utterance) for utterance in utterances)]


@pytest.mark.parametrize(
    ("utterances", "urgency", "findings"),
    [
        (["i'm soaking through pads and i feel dizzy"], "emergency", {"soaking_pads": "yes"}),
        (["check my symptoms", "yes"], "emergency", {"severe_pain": "yes"}),
        (["check my symptoms", "i feel faint"], "emergency", {"dizziness": "yes"}),
        (["check my symptoms", "not sure"], "urgent", {"dizziness": "not_sure"}),
        (["check my symptoms", "no", "yes"], "urgent", {"heavy_bleeding": "yes"}),
        (["check my symptoms", "no", "no", "fever but no discharge"], "urgent", {"fever": "yes"}),
        (["check my symptoms", *["no"] * 7], "prompt", {"over_35": "no"}),
        (["i have a fever", "no"], "urgent", {"fever": "yes", "dizziness": "no"}),
        (
            ["i have a fever", "no", "actually no fever", *["no"] * 6],
            "prompt",
            {"fever": "no"},
        ),
        (["check my symptoms", "can the coil cause this", "yes"], "emergency", {}),
        (["check my symptoms", "no", "go back", "yes"], "emergency", {}),
        (["i feel faint", "actually i'm not faint"], None, {"dizziness": "no"}),
        (["maybe i feel faint"], None, {}),
        (["maybe i feel faint", "yes"], "emergency", {"dizziness": "yes"}),
        (["maybe i feel faint", "maybe i feel faint", "no"], "urgent", {"dizziness": "not_sure"}),
        (["maybe i feel faint", "i have a fever", "yes"], "emergency", {"dizziness": "yes"}),
    ],
    ids=lambda value: " / ".join(value) if isinstance(value, list) else None,
)
def test_triage(url: str, utterances: list[str], urgency: str, findings: dict) -> None:
    last = said(url, *utterances)[-1]
    assert last.urgency == urgency
    assert last.findings.items() >= findings.items()
    if urgency == "emergency":
        assert last.speech.startswith("Get emergency help now: call 911.")


def test_another_person_is_spoken_of_as_another(url: str) -> None:
    turn = said(url, "my wife is bleeding after sex and she feels dizzy")[-1]
    assert turn.speech.startswith("Get emergency help for them now: call 911.")


@pytest.mark.parametrize(
    ("locale", "utterance"),
    [
        ("ar-SA", "زوجتي تنزف"),
        ("ar-SA", "بنتي عندها حمى"),
        ("de-DE", "meine frau blutet"),
        ("de-DE", "meine freundin hat fieber"),
        ("en-US", "my wife is bleeding"),
        ("en-GB", "my daughter has a fever"),
        ("es-MX", "mi esposa está sangrando"),
        ("es-ES", "mi mujer tiene fiebre"),
        ("fr-CA", "ma femme saigne"),
        ("fr-FR", "ma copine a de la fièvre"),
        ("hi-IN", "मेरी पत्नी को खून आ रहा है"),
        ("hi-IN", "मेरी पत्नी को बुखार है"),
        ("it-IT", "mia moglie sanguina dopo un rapporto"),
        ("it-IT", "la mia ragazza ha la febbre"),
        ("ja-JP", "妻が出血しています"),
        ("ja-JP", "妻に熱があります"),
        ("nl-NL", "mijn vrouw bloedt"),
        ("nl-NL", "mijn vriendin heeft koorts"),
        ("pt-BR", "minha esposa está sangrando"),
        ("pt-BR", "minha namorada está com febre"),
    ],
)
def test_whoever_is_named_is_the_patient(url: str, locale: str, utterance: str) -> None:
    device = Device(url, locale)
    device.say(utterance)
    assert device.state.about == "other"


def test_a_slot_for_another_that_nobody_fills_makes_the_listener_no_other() -> None:
    slots = {"patient": {"name": "patient"}, "finding": {"name": "finding", "value": "a fever"}}
    intent = {"name": "ReportSymptomsIntent", "slots": slots}
    state = post(envelope("en-US", {"type": "IntentRequest", "intent": intent})).json
    assert "about" not in state["sessionAttributes"]["state"]


def test_assault_is_met_with_care_and_the_number(url: str) -> None:
    turn = said(url, "he forced me")[-1]
    assert turn.intent == "AssaultDisclosureIntent"
    assert "sorry" in turn.speech
    assert "911" in turn.speech


def test_a_topic_within_the_triage_returns_to_the_question(url: str) -> None:
    asked, topic = said(url, "check my symptoms", "can chlamydia cause this")[-2:]
    assert topic.slots == {"topic": ("chlamydia",)}
    assert topic.asking == asked.asking
    assert topic.speech.endswith(asked.speech)


def test_a_story_that_names_only_a_topic_is_asked_for_danger(url: str) -> None:
    turn = said(url, "well i was told it's the coil and we had a new bed and a lot of wine")[-1]
    assert turn.intent == "TellStoryIntent"
    assert turn.asking == ("soaking_pads", "dizziness", "severe_pain")


@pytest.mark.parametrize(
    ("utterances", "advice"),
    [
        ([], None),
        (["i feel faint"], "call 911"),
        (["i have a fever"], "see a doctor or nurse today"),
        (["check my symptoms", *["no"] * 7], "as soon as you can"),
    ],
    ids=["nothing told", "emergency", "urgent", "prompt"],
)
def test_whoever_leaves_hears_last_what_to_do(
    url: str, utterances: list[str], advice: str | None
) -> None:
    turn = said(url, *utterances, "stop")[-1]
    assert turn.ended
    assert "911" in turn.speech
    if advice:
        assert advice in turn.speech.lower()


def test_advice_comes_before_what_was_heard(url: str) -> None:
    told = "no soaked pads no dizziness no severe pain but a fever and i bleed heavily every time"
    assert said(url, told)[-1].speech.startswith("See a doctor or nurse today.")


@pytest.mark.parametrize(
    ("locale", "utterance", "numbers"),
    [("pt-BR", "ele me forçou", ("190", "192")), ("en-US", "he forced me", ("911",))],
)
def test_violence_has_the_number_of_the_police(
    url: str, locale: str, utterance: str, numbers: tuple[str, ...]
) -> None:
    turn = said(url, utterance, locale=locale)[-1]
    assert turn.intent == "AssaultDisclosureIntent"
    positions = [turn.speech.index(number) for number in numbers]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("utterances", "reason"),
    [
        (["check my symptoms", "not sure"], "weren't sure"),
        (["check my symptoms", "no", "no", "yes"], None),
        (["check my symptoms", *["no"] * 5, "yes", "i have a fever after all"], "you have a fever"),
        (["check my symptoms", *["no"] * 5, "not sure", "no"], "weren't sure"),
        (["check my symptoms", *["no"] * 5, "yes", "no"], "you said yes"),
    ],
    ids=lambda value: " / ".join(value) if isinstance(value, list) else None,
)
def test_the_reason_told_is_what_decides(
    url: str, utterances: list[str], reason: str | None
) -> None:
    speech = said(url, *utterances)[-1].speech
    assert reason in speech if reason else "ecause" not in speech


def test_silence_is_reprompted_once_and_then_ends(url: str) -> None:
    first, second = said(url, "check my symptoms", "", "")[-2:]
    assert (first.speech, first.ended) == (first.reprompt, False)
    assert (second.speech, second.ended) == ("", True)


def test_repeat_says_the_same_again_in_the_language_of_now(url: str) -> None:
    device = Device(url, "en-US")
    device.open()
    first = device.say("check my symptoms")
    assert device.say("repeat").speech == first.speech
    device.locale = "en-GB"
    assert device.say("yes").speech.startswith("Get emergency help now: call 999.")


@pytest.mark.parametrize("utterance", ["what's the weather", "play some music", "tell me a joke"])
def test_what_it_cannot_know_is_no_reassurance(url: str, utterance: str) -> None:
    turn = said(url, utterance)[-1]
    assert turn.intent == "AMAZON.FallbackIntent"
    assert "contact a doctor" in turn.speech
    assert "911" in turn.speech


def post(envelope: object, locale: str = "en-US"):
    return create_app(None).test_client().post("/alexa", json=envelope)


def envelope(locale: str, request: dict, attributes: dict | None = None) -> dict:
    application = {"applicationId": "amzn1.ask.skill.local"}
    user = {"userId": "amzn1.ask.account.local"}
    return {
        "version": "1.0",
        "session": {
            "new": True,
            "sessionId": "s",
            "application": application,
            "user": user,
            "attributes": attributes or {},
        },
        "context": {"System": {"application": application, "user": user}},
        "request": {
            "requestId": "r",
            "timestamp": "2026-11-24T00:00:00Z",
            "locale": locale,
            **request,
        },
    }


@pytest.mark.parametrize(
    "request_body",
    [
        {"type": "Alexa.Unheard.Of"},
        {"type": "IntentRequest", "intent": {"name": "UnknownIntent", "slots": {}}},
        {"type": "IntentRequest", "intent": {"name": "AMAZON.YesIntent", "slots": None}},
    ],
    ids=["unknown type", "unknown intent", "null slots"],
)
def test_the_unknown_is_answered_with_the_number(request_body: dict) -> None:
    answer = post(envelope("en-US", request_body))
    assert answer.status_code == 200
    assert "911" in answer.json["response"]["card"]["content"]


def test_a_forged_level_lowers_nothing() -> None:
    forged = {"state": {"findings": {"dizziness": "yes", "made_up": "yes"}, "told": "prompt"}}
    request = {"type": "IntentRequest", "intent": {"name": "CheckSymptomsIntent"}}
    answer = post(envelope("en-US", request, forged)).json
    assert answer["sessionAttributes"]["state"]["told"] == "emergency"


def test_suggested_phrases_are_understood() -> None:
    understand = recognizer("en-US").understand
    phrases = {
        "check my symptoms": "CheckSymptomsIntent",
        "what can cause it": "AskCausesIntent",
        "actually no fever": "CorrectAnswerIntent",
        "why": "AskWhyIntent",
        "go back": "AMAZON.PreviousIntent",
        "repeat": "AMAZON.RepeatIntent",
        "stop": "AMAZON.StopIntent",
        "not sure": "NotSureIntent",
    }
    assert {phrase: understand(phrase).intent for phrase in phrases} == phrases
