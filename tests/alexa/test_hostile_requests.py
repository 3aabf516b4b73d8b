"""Whatever comes, a sensible spoken answer or a 400: never a 500, and never a reassurance."""

import copy
import json
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

import pytest
from ask_sdk_model import RequestEnvelope
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from skill.alexa import aws_lambda
from skill.alexa.endpoint import create_app
from skill.alexa.reading import UnreadableEnvelope
from skill.conversation import State, restored
from skill.languages import LOCALES, find, languages, translate
from skill.protocol import URGENCIES, load
from skill.triage import decide
from skill.understanding import hear
from skill.understanding.lexicon import index
from tests.alexa.envelopes import ENDED, LAUNCH, SKILL, envelope, intent, matched, unmatched

PROTOCOL = load()
LAST_RESORT = PROTOCOL.texts["prompt.last_resort"]
LAST_RESORTS = {
    translate(locale, "prompt.last_resort", LAST_RESORT).partition("%(")[0]
    for locale in LOCALES.values()
}
KNOWN = ("LaunchRequest", "IntentRequest", "CanFulfillIntentRequest", "SessionEndedRequest")
LONGEST_SPEECH = 8_000
LONGEST_RESPONSE = 24 * 1024

Json = Any


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALEXA_SKILL_ID", SKILL)
        yield create_app(None).test_client()


def answers(client: FlaskClient, request: Json) -> list[Json]:
    """The web service's answer and the Lambda's, those that were no refusals; all are checked.

    To a request of a type that we know neither is the last resort.
    """
    given = handed(client, request)
    asked = request.get("request") if isinstance(request, dict) else None
    if isinstance(asked, dict) and asked.get("type") in KNOWN:
        assert not any(map(failed, given))
    return given


def handed(client: FlaskClient, request: Json) -> list[Json]:
    """The same, where something within may fail."""
    given = []
    body = json.dumps(request, separators=(",", ":")).encode()
    answer = client.post("/alexa", data=body)
    if answer.status_code == 200:
        given.append(answer.json)
    else:
        assert (answer.status_code, answer.data) == (413 if len(body) > 131_072 else 400, b"")
    try:
        given.append(json.loads(json.dumps(aws_lambda.handler(request, None))))
    except (UnreadableEnvelope, aws_lambda.OtherSkill) as refusal:
        assert refusal.__cause__ is None
    for one in given:
        check_sensible(one)
    return given


def failed(answer: Json) -> bool:
    """Whether the answer is the last resort."""
    words = answer["response"].get("card", {}).get("content", "")
    return any(words.startswith(said) for said in LAST_RESORTS)


def check_sensible(answer: Json) -> None:
    """Well-formed and within Alexa's limits; what is told is what the findings call for."""
    assert len(json.dumps(answer)) < LONGEST_RESPONSE
    response = answer["response"]
    if "outputSpeech" in response:
        ssml = response["outputSpeech"]["ssml"]
        words = "".join(ElementTree.fromstring(ssml).itertext())
        assert 5 < len(words) < LONGEST_SPEECH
        assert "%(" not in words
        assert isinstance(response["shouldEndSession"], bool)
        assert response["card"]["content"].startswith(words[:10])
    else:
        assert set(response) <= {"canFulfillIntent"}
    state = answer.get("sessionAttributes", {}).get("state", {})
    if state and "outputSpeech" in response:
        urgency = urgency_of(state.get("findings", {}))
        assert state.get("told") in (None, urgency)
        assert told(state) <= {urgency}


def urgency_of(findings: dict[str, str]) -> str:
    return decide(PROTOCOL, findings).urgency


def told(state: Json) -> set[str]:
    """The levels of the advice that was just spoken."""
    lines = {line[0] for line in state.get("last", ())}
    return {level for level in URGENCIES if f"prompt.result.{level}" in lines}


# Envelopes from the SDK's model of them


@cache
def of_kind(kind: str) -> st.SearchStrategy[Json]:
    """JSON of a type as the SDK writes it: "str", "list[...]", a class's name."""
    if kind.startswith("list["):
        return st.lists(of_kind(kind[len("list[") : -1]), max_size=3)
    if kind.startswith("dict("):
        return st.dictionaries(st.text(), of_kind(kind.partition(", ")[2][:-1]), max_size=3)
    known = {
        "str": st.text() | st.sampled_from(["en-US", "ja-JP", "xx", SKILL, "AMAZON.YesIntent"]),
        "bool": st.booleans(),
        "int": st.integers(),
        "float": st.floats(allow_nan=False, allow_infinity=False),
        "datetime": st.datetimes().map(lambda time: time.isoformat() + "Z"),
        "object": junk,
    }
    if kind in known:
        return known[kind]
    module, _, name = kind.rpartition(".")
    return st.deferred(lambda: of_model(getattr(import_module(module), name)))


@cache
def of_model(model: type) -> st.SearchStrategy[Json]:
    """JSON of one of the SDK's classes."""
    if issubclass(model, Enum):
        return st.sampled_from([member.value for member in model]) | st.just("OF_TOMORROW")
    children = vars(model).get("discriminator_value_class_map")
    if children:
        return st.one_of(
            st.sampled_from(sorted(children)).flatmap(lambda name: of_child(model, name)),
            st.just({model.json_discriminator_key: "Of.Tomorrow"}),
        )
    fields = {
        name: of_kind(model.deserialized_types[attribute])
        for attribute, name in model.attribute_map.items()
    }
    return st.fixed_dictionaries({}, optional=fields)


def of_child(model: Any, name: str) -> st.SearchStrategy[Json]:
    key = {model.json_discriminator_key: name}
    return of_kind(model.discriminator_value_class_map[name]).map(lambda child: child | key)


def nested(depth: int) -> Json:
    value: Json = "yes"
    for _ in range(depth):
        value = {"a": [value]}
    return value


junk = st.one_of(
    st.sampled_from(
        [None, True, 0, -1, 2**70, 1e308, "", "\0", "\ud800", "x" * 5_000, [], {}, [[]]]
    ),
    st.text(),
    st.sampled_from([5, 40, 200]).map(nested),
    st.deferred(lambda: json_values),
)

json_values: st.SearchStrategy[Json] = st.deferred(
    lambda: (
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(json_values, max_size=3)
        | st.dictionaries(st.text(), json_values, max_size=3)
    )
)

# Sessions of another version, or of nobody's

values = st.sampled_from(["yes", "no", "not_sure"])
findings = st.dictionaries(
    st.sampled_from(sorted(PROTOCOL.findings)) | st.text(max_size=3), values | junk, max_size=8
)
lines = st.lists(
    st.tuples(st.sampled_from(sorted(PROTOCOL.texts)), st.just(["fever"]), st.just([])),
    max_size=4,
)
sessions = st.fixed_dictionaries(
    {},
    optional={
        "findings": findings,
        "asking": st.sampled_from([*PROTOCOL.questions, *PROTOCOL.findings]) | junk,
        "offered": st.booleans() | junk,
        "about": st.sampled_from(["self", "other"]) | junk,
        "told": st.sampled_from(URGENCIES) | junk,
        "steps": st.lists(
            st.fixed_dictionaries({"asking": st.sampled_from(sorted(PROTOCOL.questions))})
            | st.fixed_dictionaries(
                {"asking": st.sampled_from(sorted(PROTOCOL.questions)), "before": findings}
            ),
            max_size=3,
        )
        | junk,
        "doubts": st.lists(st.sampled_from(sorted(PROTOCOL.findings)), max_size=3) | junk,
        "last": lines | junk,
        "reprompt": lines | junk,
        "of_tomorrow": junk,
    },
)

STORY = "i have been soaking pads and i feel faint but no fever"
CAN_FULFILL = {
    "type": "CanFulfillIntentRequest",
    "intent": {"name": "TellStoryIntent", "slots": {"story": unmatched("story", STORY)}},
}
TOUCH = {
    "type": "Alexa.Presentation.APL.UserEvent",
    "token": "reply",
    "arguments": ["AMAZON.YesIntent"],
    "source": {"type": "TouchWrapper", "handler": "Press", "id": "yes"},
    "components": {},
}
REAL = [
    CAN_FULFILL,
    TOUCH,
    LAUNCH,
    ENDED,
    intent("CheckSymptomsIntent"),
    intent("AMAZON.YesIntent"),
    intent("AMAZON.NoIntent"),
    intent("NotSureIntent"),
    intent("AMAZON.RepeatIntent"),
    intent("AMAZON.PreviousIntent"),
    intent("AMAZON.HelpIntent"),
    intent("AskWhatToDoIntent"),
    intent("AskWhyIntent"),
    intent("AskTopicIntent", topic=matched("topic", "the coil", "iud")),
    intent("AskTopicIntent", topic=unmatched("topic", "the chandelier")),
    intent("TellStoryIntent", story=unmatched("story", STORY)),
    intent(
        "ReportSymptomsIntent",
        finding=matched("finding", "dizzy", "dizziness"),
        denied_finding=matched("denied_finding", "fever", "fever"),
        second_finding=unmatched("second_finding", "it hurts badly"),
    ),
]
real = st.builds(
    envelope,
    st.sampled_from([*LOCALES, "de-CH", "tlh-QO", "", "en"]),
    st.sampled_from(REAL),
    st.none() | st.fixed_dictionaries({"state": sessions}) | st.just({"of_another": "skill"}),
)


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """A real envelope of which up to four parts are junk, gone, or renamed."""
    changed = copy.deepcopy(draw(real))
    for _ in range(draw(st.integers(0, 4))):
        parents = list(containers(changed))
        parent = parents[draw(st.integers(0, len(parents) - 1))]
        name = draw(
            st.sampled_from(sorted(parent) if isinstance(parent, dict) else range(len(parent)))
        )
        match draw(st.sampled_from(["junk", "junk", "gone", "renamed"])):
            case "junk":
                parent[name] = copy.deepcopy(draw(junk))
            case "gone":
                del parent[name]
            case "renamed" if isinstance(parent, dict):
                parent[draw(st.text(max_size=5))] = parent.pop(name)
    return changed


def containers(value: Json) -> Iterator[Json]:
    """The dictionaries and lists in `value` that hold anything, without depth's help."""
    waiting = [value]
    while waiting:
        outer = waiting.pop()
        if isinstance(outer, dict | list) and outer:
            yield outer
            waiting += outer.values() if isinstance(outer, dict) else outer


@given(request=of_model(RequestEnvelope))
def test_envelope_of_the_sdks_model_is_answered(client: FlaskClient, request: Json) -> None:
    answers(client, request)


@given(request=mutated())
def test_mutated_envelope_is_answered(client: FlaskClient, request: Json) -> None:
    answers(client, request)


@given(
    body=st.binary()
    | st.text().map(str.encode)
    | junk.map(lambda value: json.dumps(value).encode())
)
def test_any_body_is_answered(client: FlaskClient, body: bytes) -> None:
    assert client.post("/alexa", data=body).status_code in (200, 400)


@cache
def speech(language: str) -> st.SearchStrategy[str]:
    """Words that phrases of the language may begin with, in any order, and any others."""
    words = st.sampled_from(sorted(index(language).filed.keys)) | st.text(max_size=5)
    return st.lists(words, max_size=60).map(" ".join)


@given(data=st.data(), language=st.sampled_from(languages()))
def test_any_words_are_heard(data: st.DataObject, language: str) -> None:
    heard = hear(language, data.draw(speech(language)))
    assert set(heard.findings) <= set(PROTOCOL.findings)
    assert not set(heard.findings) & set(heard.doubts)


# What a session says is believed of findings alone


@given(kept=sessions | junk)
def test_restored_session_keeps_every_finding_it_can_read(kept: Json) -> None:
    state = restored(PROTOCOL, kept)
    assert restored(PROTOCOL, json.loads(json.dumps(as_kept(state)))) == state
    findings = kept.get("findings") if isinstance(kept, dict) else None
    for id, value in (findings if isinstance(findings, dict) else {}).items():
        if id in PROTOCOL.findings and value in ("yes", "no", "not_sure"):
            assert state.findings[id] == value


def as_kept(state: State) -> Json:
    import msgspec

    return msgspec.to_builtins(state)


@given(
    kept=sessions,
    name=st.sampled_from(["CheckSymptomsIntent", "AskWhatToDoIntent", "AMAZON.RepeatIntent"]),
    locale=st.sampled_from(sorted(LOCALES)),
)
def test_a_level_set_by_hand_lowers_nothing(
    client: FlaskClient, kept: Json, name: str, locale: str
) -> None:
    before = urgency_of(restored(PROTOCOL, kept).findings)
    for answer in answers(client, envelope(locale, intent(name), {"state": kept})):
        state = answer["sessionAttributes"]["state"]
        assert urgency_of(state.get("findings", {})) == before
        if before == "emergency" and name == "CheckSymptomsIntent":
            assert told(state) == {"emergency"}


def forged(**state: Json) -> Json:
    return {"state": state}


DANGER = {"dizziness": "yes"}


@pytest.mark.parametrize(
    ("name", "kept", "first"),
    [
        ("CheckSymptomsIntent", forged(findings=DANGER, told="prompt"), "prompt.result.emergency"),
        ("AskWhatToDoIntent", forged(findings=DANGER, told="emergency"), "prompt.result.emergency"),
        (
            "AMAZON.RepeatIntent",
            forged(findings=DANGER, told="prompt", last=[["prompt.result.prompt", [], []]]),
            "prompt.result.emergency",
        ),
        (
            "AMAZON.RepeatIntent",
            forged(findings=DANGER, last=[["finding.dizziness.denied", [], []]]),
            "prompt.result.emergency",
        ),
        (
            "AMAZON.RepeatIntent",
            forged(findings=DANGER, last=[["prompt.heard", [], ["dizziness"]]]),
            "prompt.result.emergency",
        ),
        (
            "AMAZON.RepeatIntent",
            forged(findings=DANGER, last=[["prompt.last_resort", ["fever"], []]]),
            "prompt.result.emergency",
        ),
        (
            "AMAZON.NoIntent",
            forged(findings=DANGER, told="prompt", asking="danger_signs"),
            "prompt.result.emergency",
        ),
        (
            "CheckSymptomsIntent",
            forged(findings=DANGER, steps="of tomorrow", about=7),
            "prompt.result.emergency",
        ),
        (
            "CheckSymptomsIntent",
            forged(findings=DANGER | {f"{i:x}": "no" for i in range(10_000)}),
            "prompt.result.emergency",
        ),
        (
            "CheckSymptomsIntent",
            forged(findings={f"{i:x}": "no" for i in range(10_000)} | DANGER),
            "prompt.result.emergency",
        ),
    ],
    ids=[
        "told",
        "told rightly",
        "last words",
        "half a sentence",
        "a denial nobody made",
        "the last resort",
        "asking",
        "other fields of another version",
        "before 10,000 others",
        "after 10,000 others",
    ],
)
def test_danger_in_a_forged_session_is_told(
    client: FlaskClient, name: str, kept: Json, first: str
) -> None:
    given = answers(client, envelope("en-US", intent(name), kept))
    assert [answer["sessionAttributes"]["state"]["last"][0][0] for answer in given] == [first] * 2


def changed(path: str, value: Json) -> Callable[[Json], Json]:
    def change(request: Json) -> Json:
        *parents, last = path.split("/")
        inner = request
        for name in parents:
            inner = inner[name]
        inner[last] = value
        return request

    change.__name__ = f"{path} = {str(value)[:20]}"
    return change


@pytest.mark.parametrize(
    "change",
    [
        changed("context/Viewport/mode", "HOLOGRAM"),
        changed("context/Viewport", [1]),
        changed("context/Of.Tomorrow", {"a": 1}),
        changed("context/System/device/supportedInterfaces", {"Of.Tomorrow": {"a": {}}}),
        changed("context/System/device", None),
        changed("context/System/user", None),
        changed("session/user", None),
        changed("session/new", "perhaps"),
        changed("session/attributes", None),
        changed("session/attributes", nested(200)),
        changed("request/timestamp", "yesterday"),
        changed("request/timestamp", None),
        changed("request/requestId", None),
        changed("request/dialogState", "DAYDREAMING"),
        changed("request/locale", "en-QQ"),
        changed("request/locale", None),
        changed("request/locale", 7),
        changed("request/of_tomorrow", nested(200)),
        changed("request/intent/confirmationStatus", "MAYBE"),
        changed("request/intent/slots", None),
        changed("request/intent/slots", {"a": None}),
        changed("request/intent/slots", {"a": {"value": "\0"}}),
        changed("request/intent/slots", {"a": {"slotValue": {"type": "Fuzzy"}}}),
    ],
    ids=lambda change: change.__name__,
)
def test_what_the_skill_does_not_need_does_not_disturb_it(
    client: FlaskClient, change: Callable[[Json], Json]
) -> None:
    undisturbed, _ = answers(client, envelope("en-US", intent("CheckSymptomsIntent")))
    for answer in answers(client, change(envelope("en-US", intent("CheckSymptomsIntent")))):
        assert answer["sessionAttributes"] == undisturbed["sessionAttributes"]
    assert len(answers(client, change(envelope("en-US", intent("CheckSymptomsIntent"))))) == 2


@pytest.mark.parametrize(
    "slots",
    [
        {"finding": matched("finding", "woozy", "of_tomorrow")},
        {"finding": matched("finding", "woozy", "of_tomorrow") | {"value": "i feel dizzy"}},
        {"finding": matched("finding", "dizzy", "dizziness"), "denied_finding": None},
        {"finding": unmatched("finding", "i feel dizzy " * 2_000)},
        {f"finding_{i}": unmatched("finding", "i feel dizzy") for i in range(400)},
    ],
    ids=["unknown value", "unknown value in known words", "null slot", "long", "many"],
)
def test_odd_slots_lose_no_danger(client: FlaskClient, slots: Json) -> None:
    for answer in answers(client, envelope("en-US", intent("ReportSymptomsIntent", **slots))):
        words = answer["response"]["card"]["content"]
        assert words.startswith(("Get emergency help now", "Do you")) or "911" in words


def test_affirmed_and_denied_in_one_breath_is_asked(client: FlaskClient) -> None:
    both = intent(
        "ReportSymptomsIntent",
        finding=matched("finding", "dizzy", "dizziness"),
        denied_finding=matched("denied_finding", "dizzy", "dizziness"),
    )
    for answer in answers(client, envelope("en-US", both)):
        state = answer["sessionAttributes"]["state"]
        assert (state["asking"], state.get("findings", {})) == ("dizziness", {})


# What fails within, whatever it is


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("what was said")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("part", "request_body"),
    [
        ("skill.understanding.hear", intent("TellStoryIntent", story=unmatched("story", STORY))),
        ("skill.alexa.handlers.restored", LAUNCH),
        ("skill.alexa.handlers.respond", LAUNCH),
        ("skill.alexa.screens.directive", LAUNCH),
        ("skill.alexa.screens.touched", TOUCH),
    ],
)
def test_what_fails_within_becomes_the_last_resort(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    locale: str,
    part: str,
    request_body: Json,
) -> None:
    monkeypatch.setattr(part, broken)
    number = PROTOCOL.emergency_numbers[find(locale).territory].number
    said = translate(find(locale), "prompt.last_resort", LAST_RESORT) % {"number": number}
    given = handed(client, envelope(locale, request_body, forged(findings=DANGER)))
    assert len(given) == 2
    for answer in given:
        assert answer["response"]["card"]["content"].startswith(said)
        assert answer["response"]["shouldEndSession"]
        assert not answer["sessionAttributes"]


def test_last_resort_needs_no_catalog(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.languages.catalog", broken)
    for answer in handed(client, envelope("de-DE", LAUNCH)):
        said = LAST_RESORT % {"number": "112"}
        assert answer["response"]["card"]["content"].startswith(said)


def test_failing_promise_is_none(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.alexa.fulfillment.promise", broken)
    given = handed(client, envelope("en-US", CAN_FULFILL))
    assert [answer["response"] for answer in given] == [
        {"canFulfillIntent": {"canFulfill": "NO"}}
    ] * 2


@pytest.mark.parametrize("value", [None, [], "x", 7, True, [{}]], ids=repr)
def test_what_is_no_envelope_is_refused(client: FlaskClient, value: Json) -> None:
    assert handed(client, value) == []
