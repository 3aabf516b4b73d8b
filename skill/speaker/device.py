"""A smart speaker: utterances become real Alexa requests to the real endpoint, over HTTP."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
import uuid
from datetime import UTC, datetime
from html import unescape
from typing import Any

import msgspec

from skill import protocol
from skill.alexa.handlers import STATE
from skill.conversation import State, asked_findings
from skill.languages import LOCALES, find
from skill.speaker.intents import Recognizer, Slot, Understood, recognizer

SKILL_ID = "amzn1.ask.skill.local"

# One learns and others wait for it, rather than learn the same.
_learning = threading.Lock()


class Turn(msgspec.Struct, frozen=True):
    """One turn of the conversation; an object of the line protocol (docs/line-protocol.md)."""

    heard: str | None
    intent: str
    slots: dict[str, tuple[str, ...]]
    speech: str
    reprompt: str | None
    asking: tuple[str, ...]
    findings: dict[str, str]
    urgency: str | None
    ended: bool


class Session(msgspec.Struct, frozen=True):
    """All that a device knows between two turns; `silent` once the reprompt has been said."""

    id: str = ""
    attributes: dict[str, Any] = {}
    last: Turn | None = None
    silent: bool = False


class Exchange(msgspec.Struct, frozen=True):
    """A request to the skill and its response, as they went over the line."""

    request: dict[str, Any]
    response: dict[str, Any]


class Device:
    """A smart speaker in one locale; `url` is the skill's endpoint.

    `exchange` is what the last turn sent and received; None where it sent nothing.
    """

    def __init__(self, url: str, locale: str, session: Session | None = None) -> None:
        self.url = url
        self.locale = locale
        self.session = session or Session()
        self.exchange: Exchange | None = None

    @property
    def state(self) -> State:
        """What the skill knows of the conversation."""
        return msgspec.convert(self.session.attributes.get(STATE, {}), State)

    def open(self) -> Turn:
        """Open the skill in a fresh session."""
        self._start_session()
        return self._turn(None, {"type": "LaunchRequest"}, Understood("LaunchRequest"))

    def say(self, utterance: str) -> Turn:
        """Say something; an empty utterance is silence."""
        # A terminal hands on bytes that are no character as half of one.
        utterance = utterance.encode("utf-8", "replace").decode()
        if not utterance.strip():
            return self._silence()
        return self._intend(utterance, understanding(self.locale).understand(utterance))

    def intend(self, intent: str, heard: str | None = None) -> Turn:
        """Mean an intent without slots, as by touch; `heard` stands for what was said."""
        return self._intend(heard, Understood(intent))

    def _intend(self, heard: str | None, understood: Understood) -> Turn:
        if self.session.last is None or self.session.last.ended:
            self._start_session()
        intent = {
            "name": understood.intent,
            "confirmationStatus": "NONE",
            "slots": {name: _slot(name, slot) for name, slot in understood.slots.items()},
        }
        return self._turn(heard, {"type": "IntentRequest", "intent": intent}, understood)

    def _silence(self) -> Turn:
        last = self.session.last or self.open()
        if last.reprompt and not self.session.silent and not last.ended:
            self.exchange = None
            turn = msgspec.structs.replace(last, heard="", speech=last.reprompt)
        else:
            self._post({"type": "SessionEndedRequest", "reason": "EXCEEDED_MAX_REPROMPTS"})
            turn = msgspec.structs.replace(
                last, heard="", intent="SessionEndedRequest", speech="", reprompt=None, ended=True
            )
        self.session = msgspec.structs.replace(self.session, last=turn, silent=True)
        return turn

    def _start_session(self) -> None:
        self.session = Session(f"amzn1.echo-api.session.{uuid.uuid4()}")

    def _turn(self, heard: str | None, request: dict[str, Any], understood: Understood) -> Turn:
        answer = self._post(request)
        response = answer["response"]
        attributes = answer.get("sessionAttributes") or {}
        self.session = Session(self.session.id, attributes)
        state = self.state
        reprompt = response.get("reprompt", {}).get("outputSpeech", {}).get("ssml")
        turn = Turn(
            heard=heard,
            intent=understood.intent,
            slots={name: slot.ids for name, slot in understood.slots.items()},
            speech=_plain(response["outputSpeech"]["ssml"]),
            reprompt=_plain(reprompt) if reprompt else None,
            asking=asked_findings(protocol.load(), state),
            findings=dict(state.findings),
            urgency=state.told,
            ended=response["shouldEndSession"],
        )
        self.session = msgspec.structs.replace(self.session, last=turn)
        return turn

    def _post(self, request: dict[str, Any]) -> dict[str, Any]:
        envelope = {
            "version": "1.0",
            "session": {
                "new": not self.session.attributes,
                "sessionId": self.session.id,
                "application": {"applicationId": SKILL_ID},
                "user": {"userId": "amzn1.ask.account.local"},
                "attributes": self.session.attributes,
            },
            "context": {
                "System": {
                    "application": {"applicationId": SKILL_ID},
                    "user": {"userId": "amzn1.ask.account.local"},
                    "device": {"deviceId": "local", "supportedInterfaces": {}},
                    "apiEndpoint": "https://api.amazonalexa.com",
                }
            },
            "request": {
                "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
                "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "locale": self.locale,
                **request,
            },
        }
        message = urllib.request.Request(  # noqa: S310  (loopback, by construction)
            self.url,
            data=json.dumps(envelope).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(message) as answer:  # noqa: S310
            result: dict[str, Any] = json.loads(answer.read())
        self.exchange = Exchange(envelope, result)
        return result


def understanding(locale: str) -> Recognizer:
    """What understands `locale`: its own model or, where it has none, one of its language."""
    language = find(locale).language
    others = (tag for tag in LOCALES if tag.startswith(language))
    with _learning:
        return recognizer(locale if locale in LOCALES else next(others))


def learn(locale: str) -> None:
    """Learn to understand `locale` in the background, while the listener reads or thinks."""
    threading.Thread(target=understanding, args=[locale], daemon=True).start()


def _slot(name: str, slot: Slot) -> dict[str, Any]:
    status = "ER_SUCCESS_MATCH" if slot.ids else "ER_SUCCESS_NO_MATCH"
    values = [{"value": {"name": slot.value, "id": id}} for id in slot.ids]
    resolution = {"authority": "local", "status": {"code": status}, "values": values}
    filled: dict[str, Any] = {"name": name, "value": slot.value, "confirmationStatus": "NONE"}
    if name != "story":
        filled["resolutions"] = {"resolutionsPerAuthority": [resolution]}
    return filled


def _plain(ssml: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", ssml)).strip()
