"""The web service: POST /alexa for Alexa, GET /health for the operator."""

from __future__ import annotations

import logging

from flask import Flask, Response, request
from flask_ask_sdk.skill_adapter import (
    VERIFY_SIGNATURE_APP_CONFIG,
    VERIFY_TIMESTAMP_APP_CONFIG,
    SkillAdapter,
)
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
)

from skill.alexa import handlers
from skill.alexa.reading import UnreadableEnvelope
from skill.alexa.verification import CertificateUnavailable, RefusedRequest, RequestVerifier

LARGEST_BODY = 128 * 1024

log = logging.getLogger(__name__)


def create_app(verifier: RequestVerifier | None, skill_id: str | None = None) -> Flask:
    """The web service. Without a verifier it believes everyone: for loopback only."""
    app = Flask("skill.alexa", static_folder=None)
    # One more, since of a body that tells no length no more is read, and then nothing is said.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY + 1
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    # Flask and the SDK log tracebacks, whose messages may hold what was said; ours say the kind,
    # through a logger that is not the app's.
    app.logger.disabled = True
    # The project's own verifier stands before the SDK's, which parses first and checks SHA-1.
    app.config[VERIFY_SIGNATURE_APP_CONFIG] = False
    app.config[VERIFY_TIMESTAMP_APP_CONFIG] = False
    # The verifier has checked the skill's id; the SDK names its adapters by it.
    adapter = SkillAdapter(handlers.build(), skill_id=skill_id, app=app)

    @app.post("/alexa")
    def alexa() -> Response:
        body = _body()
        try:
            if verifier:
                verifier.verify(dict(request.headers), body)
            response: Response = adapter.dispatch_request()
        except CertificateUnavailable as refusal:
            log.warning("not verified: %s", refusal.reason)
            return Response(status=503)
        except RefusedRequest as refusal:
            return _refused(refusal.reason, 400)
        except (InternalServerError, UnicodeDecodeError) as error:
            if not isinstance(error.__context__ or error, UnreadableEnvelope | UnicodeDecodeError):
                raise
            return _refused("body", 400)
        return response

    @app.get("/health")
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        response = _refused(error.name.lower().replace(" ", "-"), error.code or 400)
        response.headers.extend(pair for pair in error.get_headers() if pair[0] == "Allow")
        return response

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        log.error("failed: %s", type(error).__name__)
        return Response(status=500)

    return app


def _body() -> bytes:
    """The request's body, all of it. Raises HTTPException where that cannot be had."""
    try:
        body = request.get_data()
    except HTTPException:
        raise
    # Servers raise kinds of their own for a body that breaks off or is put together wrongly.
    except Exception as error:
        raise BadRequest from error
    if len(body) > LARGEST_BODY:
        raise RequestEntityTooLarge
    return body


def _refused(reason: str, status: int) -> Response:
    log.warning("refused: %s", reason)
    return Response(status=status)
