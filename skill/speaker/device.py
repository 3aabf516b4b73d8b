"""A smart speaker: utterances become real Alexa requests to the real endpoint, over HTTP."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from typing import Any

import msgspec
from werkzeug.serving import WSGIRequestHandler, make_server

from skill import protocol
from skill.alexa.endpoint import create_app
from skill.alexa.handlers import STATE
from skill.conversation import State, asked_findings
from skill.languages import LOCALES, find
from skill.speaker.intents import Slot, Understood, recognizer

SKILL_ID = "amzn1.ask.skill.local"


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


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """Requests are not logged."""


@contextmanager
def local_endpoint() -> Iterator[str]:
    """The skill's endpoint on loopback, at the address that is yielded."""
    server = make_server("127.0.0.1", 0, create_app(None), threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/alexa"
    finally:
        server.shutdown()


class Device:
    """A smart speaker in one locale; `url` is the skill's endpoint."""

    def __init__(self, url: str, locale: str) -> None:
        self.url = url
        self.locale = locale
        self._session = ""
        self._attributes: dict[str, Any] = {}
        self._last: Turn | None = None
        self._silent = False

    def open(self) -> Turn:
        """Open the skill in a fresh session."""
        self._start_session()
        return self._turn(None, {"type": "LaunchRequest"}, Understood("LaunchRequest"))

    def say(self, utterance: str) -> Turn:
        """Say something; an empty utterance is silence."""
        if not utterance.strip():
            return self._silence()
        if self._last is None or self._last.ended:
            self._start_session()
        # The model of the locale itself, or where it has none, of its language.
        served = find(self.locale).language
        tag = (
            self.locale
            if self.locale in LOCALES
            else next(t for t in LOCALES if t.startswith(served))
        )
        understood = recognizer(tag).understand(utterance)
        intent = {
            "name": understood.intent,
            "confirmationStatus": "NONE",
            "slots": {name: _slot(name, slot) for name, slot in understood.slots.items()},
        }
        return self._turn(utterance, {"type": "IntentRequest", "intent": intent}, understood)

    def _silence(self) -> Turn:
        last = self._last or self.open()
        if last.reprompt and not self._silent and not last.ended:
            self._silent = True
            turn = msgspec.structs.replace(last, heard="", speech=last.reprompt)
        else:
            reason = {"type": "SessionEndedRequest", "reason": "EXCEEDED_MAX_REPROMPTS"}
            self._post(reason)
            turn = msgspec.structs.replace(
                last, heard="", intent="SessionEndedRequest", speech="", reprompt=None, ended=True
            )
        self._last = msgspec.structs.replace(
            turn, reprompt=last.reprompt if not turn.ended else None
        )
        return turn

    def _start_session(self) -> None:
        self._session = f"amzn1.echo-api.session.{uuid.uuid4()}"
        self._attributes = {}
        self._silent = False

    def _turn(self, heard: str | None, request: dict[str, Any], understood: Understood) -> Turn:
        self._silent = False
        answer = self._post(request)
        response = answer["response"]
        self._attributes = answer.get("sessionAttributes") or {}
        state = msgspec.convert(self._attributes.get(STATE, {}), State)
        reprompt = response.get("reprompt", {}).get("outputSpeech", {}).get("ssml")
        self._last = Turn(
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
        return self._last

    def _post(self, request: dict[str, Any]) -> dict[str, Any]:
        envelope = {
            "version": "1.0",
            "session": {
                "new": not self._attributes,
                "sessionId": self._session,
                "application": {"applicationId": SKILL_ID},
                "user": {"userId": "amzn1.ask.account.local"},
                "attributes": self._attributes,
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
            return result


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
