"""The web service: POST /alexa for Alexa, GET /health for the operator."""

from __future__ import annotations

import json
import logging
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Response as AlexaResponse
from ask_sdk_model import ResponseEnvelope
from ask_sdk_model.ui import OutputSpeech, SimpleCard, SsmlOutputSpeech
from flask import Flask, Response, request
from flask_ask_sdk.skill_adapter import (
    VERIFY_SIGNATURE_APP_CONFIG,
    VERIFY_TIMESTAMP_APP_CONFIG,
    SkillAdapter,
)
from werkzeug.exceptions import HTTPException

from skill import protocol
from skill.alexa import handlers
from skill.alexa.verification import CertificateUnavailable, RefusedRequest, RequestVerifier
from skill.languages import DEFAULT, find
from skill.speech import Speaker

LARGEST_BODY = 128 * 1024

log = logging.getLogger(__name__)


def create_app(verifier: RequestVerifier | None, skill_id: str | None = None) -> Flask:
    """The web service. Without a verifier it believes everyone: for loopback only."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    # The project's own verifier stands before the SDK's, which parses first and checks SHA-1.
    app.config[VERIFY_SIGNATURE_APP_CONFIG] = False
    app.config[VERIFY_TIMESTAMP_APP_CONFIG] = False
    adapter = SkillAdapter(handlers.build(skill_id), skill_id=skill_id, app=app)

    @app.post("/alexa")
    def alexa() -> Response:
        body = request.get_data()
        if verifier:
            try:
                verifier.verify(dict(request.headers), body)
            except CertificateUnavailable as refusal:
                log.warning("not verified: %s", refusal.reason)
                return Response(status=503)
            except RefusedRequest as refusal:
                log.warning("refused: %s", refusal.reason)
                return Response(status=400)
        envelope = _envelope(body)
        if envelope is None:
            log.warning("refused: body")
            return Response(status=400)
        try:
            response: Response = adapter.dispatch_request()
        except HTTPException as error:
            log.error("last resort: %s", type(error.__cause__ or error).__name__)
            return _last_resort(envelope)
        return response

    @app.get("/health")
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        return Response(status=error.code)

    return app


def _envelope(body: bytes) -> dict[str, Any] | None:
    """The request envelope as plain JSON; None where the body is none."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return None
    well_formed = isinstance(envelope, dict) and isinstance(envelope.get("request"), dict)
    return envelope if well_formed else None


def _last_resort(envelope: dict[str, Any]) -> Response:
    """What is said where the SDK itself gave up, such as at a request of an unknown type.

    The session stays as it was.
    """
    locale = envelope["request"].get("locale")
    locale = find(locale if isinstance(locale, str) else DEFAULT)
    speech = Speaker(protocol.load(), locale).last_resort()
    spoken: OutputSpeech = SsmlOutputSpeech(ssml=f"<speak>{speech.ssml}</speak>")
    card = SimpleCard(title=speech.card_title, content=speech.card_text)
    said = ResponseEnvelope(
        version="1.0",
        response=AlexaResponse(output_speech=spoken, card=card, should_end_session=True),
    )
    return Response(json.dumps(DefaultSerializer().serialize(said)), mimetype="application/json")
