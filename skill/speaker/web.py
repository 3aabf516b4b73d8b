"""The smart speaker as a web page on loopback: its files, its words, and one turn a request.

The page holds the session and brings it along, so that nothing is kept here.
"""

from __future__ import annotations

import threading
import time
import webbrowser
from collections.abc import Iterator
from typing import Any, Literal, get_args
from urllib.parse import urlencode

import click
import msgspec
from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from skill import protocol
from skill.conversation import State
from skill.languages import DEFAULT, LOCALES, find
from skill.protocol import Protocol
from skill.speaker.device import Device, Exchange, Session, Turn, learn
from skill.speaker.loopback import HOST, local_endpoint, served
from skill.speaker.names import own_name
from skill.speaker.voice import aloud
from skill.speech import Speaker

LARGEST_BODY = 64 * 1024
SHOWN = ("page.", "screen.", "store.name", "store.disclaimer")
"""Beginnings of the labels that the page shows."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Touch = Literal["AMAZON.YesIntent", "AMAZON.NoIntent", "NotSureIntent", "AMAZON.RepeatIntent"]


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the page asks: an utterance, a touch, or where it is neither, to open the skill.

    With a touch, `said` is the word that was touched.
    """

    locale: str
    said: str | None = None
    touch: Touch | None = None
    session: Session | None = None


class Understood(msgspec.Struct, frozen=True):
    """A finding as the page shows it."""

    id: str
    value: str
    words: str


class Answer(msgspec.Struct, frozen=True):
    """What the page shows and hands back; `card` is empty where the skill sent none.

    `suggestions` is what the skill has just said that one can say.
    """

    turn: Turn
    aloud: str
    card: dict[str, str]
    understood: list[Understood]
    suggestions: list[str]
    session: Session
    exchange: Exchange | None
    milliseconds: float


def create_app(skill: str) -> Flask:
    """The page's server; `skill` is the address of the skill's endpoint."""
    app = Flask(__name__, static_folder="page", static_url_path="")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    # Another site may let its name mean this machine; under that name nothing is answered.
    app.config["TRUSTED_HOSTS"] = [HOST, "localhost"]
    # Flask logs tracebacks, whose messages may hold what was said.
    app.logger.disabled = True

    @app.get("/")
    def page() -> Response:
        return app.send_static_file("index.html")

    @app.get("/locales")
    def locales() -> Response:
        names = {tag: own_name(tag) for tag in LOCALES}
        return _json({"names": names, "fallback": DEFAULT})

    @app.get("/words/<tag>")
    def words(tag: str) -> Response:
        if tag not in LOCALES:
            abort(404)
        learn(tag)
        return _json(_words(tag))

    @app.post("/turn")
    def turn() -> Response:
        if request.headers.get("Origin", request.host_url[:-1]) != request.host_url[:-1]:
            abort(403)
        if request.mimetype != "application/json":
            abort(415)
        try:
            asked = msgspec.json.decode(request.get_data(), type=Ask)
        except (msgspec.DecodeError, UnicodeError):
            abort(400)
        if asked.locale not in LOCALES:
            abort(400)
        return _json(_turn(skill, asked))

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        return Response(status=error.code)

    @app.errorhandler(Exception)
    def fail(_: Exception) -> Response:
        return Response(status=500)

    return app


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), mimetype="application/json")


def _words(tag: str) -> dict[str, Any]:
    """All that the page needs to be in the locale `tag`."""
    locale = find(tag)
    known = protocol.load()
    speaker = Speaker(known, locale)
    return {
        "locale": tag,
        "direction": locale.direction,
        "number": speaker.number,
        "words": {id: speaker.label(id) for id in known.labels if id.startswith(SHOWN)},
        "unreachable": aloud(known, locale, speaker.label("page.unreachable")),
    }


def _turn(skill: str, asked: Ask) -> Answer:
    device = Device(skill, asked.locale, asked.session)
    begin = time.perf_counter()
    if asked.touch:
        turn = device.intend(asked.touch, asked.said)
    elif asked.said is not None:
        turn = device.say(asked.said)
    else:
        turn = device.open()
    milliseconds = (time.perf_counter() - begin) * 1000
    known, locale = protocol.load(), find(asked.locale)
    speaker = Speaker(known, locale)
    state = device.state
    sent = device.exchange.response.get("response", {}) if device.exchange else {}
    return Answer(
        turn=turn,
        aloud=aloud(known, locale, turn.speech),
        card=sent.get("card", {}),
        understood=[
            Understood(id, value, speaker.finding(id, state))
            for id, value in state.findings.items()
        ],
        suggestions=[] if turn.ended else [*_suggestions(speaker, known, state)],
        session=device.session,
        exchange=device.exchange,
        milliseconds=round(milliseconds, 1),
    )


def _suggestions(speaker: Speaker, known: Protocol, state: State) -> Iterator[str]:
    """What was suggested to say, less the answers while they are buttons anyway."""
    said = "".join(known.texts[line.id] for line in (*state.last, *state.reprompt))
    for id, suggestion in known.suggestions.items():
        if f"%({id})s" in said and not (state.asking and suggestion.intent in get_args(Touch)):
            yield speaker.suggestion(id)


def run(port: int, locale: str | None, *, browser: bool) -> None:
    """Serve the skill and the page on loopback until Ctrl-C; open the page where wanted."""
    with local_endpoint() as skill, served(create_app(skill), port) as origin:
        address = f"{origin}/?{urlencode({'locale': locale})}" if locale else f"{origin}/"
        click.echo(f"The speaker is at {address} - Ctrl-C ends it.")
        if browser:
            webbrowser.open(address)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo()
