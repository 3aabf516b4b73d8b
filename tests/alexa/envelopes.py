"""Requests as Alexa sends them: to a speaker with a screen, with all that comes along."""

from datetime import UTC, datetime
from typing import Any

SKILL = "amzn1.ask.skill.11111111-2222-3333-4444-555555555555"


def envelope(
    locale: str, request: dict[str, Any], attributes: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The request envelope around `request`, of now."""
    application = {"applicationId": SKILL}
    user = {"userId": "amzn1.ask.account.AAAA", "permissions": {"consentToken": "token"}}
    return {
        "version": "1.0",
        "session": {
            "new": attributes is None,
            "sessionId": "amzn1.echo-api.session.1",
            "application": application,
            "attributes": attributes or {},
            "user": user,
        },
        "context": {
            "Viewports": [
                {
                    "type": "APL",
                    "id": "main",
                    "shape": "RECTANGLE",
                    "dpi": 213,
                    "presentationType": "STANDARD",
                    "canRotate": False,
                    "configuration": {
                        "current": {
                            "mode": "HUB",
                            "video": {"codecs": ["H_264_42", "H_264_41"]},
                            "size": {
                                "type": "DISCRETE",
                                "pixelWidth": 1280,
                                "pixelHeight": 800,
                            },
                        }
                    },
                }
            ],
            "Viewport": {
                "experiences": [{"arcMinuteWidth": 346, "arcMinuteHeight": 216}],
                "mode": "HUB",
                "shape": "RECTANGLE",
                "pixelWidth": 1280,
                "pixelHeight": 800,
                "dpi": 213,
                "currentPixelWidth": 1280,
                "currentPixelHeight": 800,
                "touch": ["SINGLE"],
                "video": {"codecs": ["H_264_42", "H_264_41"]},
            },
            "Extensions": {"available": {"aplext:backstack:10": {}}},
            "System": {
                "application": application,
                "user": user,
                "device": {
                    "deviceId": "amzn1.ask.device.AAAA",
                    "supportedInterfaces": {
                        "AudioPlayer": {},
                        "Alexa.Presentation.APL": {
                            "runtime": {"maxVersion": "2024.3"},
                        },
                    },
                },
                "unit": {"unitId": "amzn1.ask.unit.AAAA"},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "token",
            },
        },
        "request": {
            "requestId": "amzn1.echo-api.request.1",
            "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": locale,
            **request,
        },
    }


LAUNCH = {"type": "LaunchRequest", "shouldLinkResultBeReturned": False}
ENDED = {"type": "SessionEndedRequest", "reason": "USER_INITIATED"}


def intent(name: str, **slots: dict[str, Any]) -> dict[str, Any]:
    """A request for the intent `name`."""
    return {
        "type": "IntentRequest",
        "intent": {"name": name, "confirmationStatus": "NONE", "slots": slots},
        "dialogState": "STARTED",
    }


def matched(slot: str, value: str, id: str) -> dict[str, Any]:
    """The slot `slot` whose words Alexa matched with `id`."""
    return unmatched(slot, value) | {
        "resolutions": {
            "resolutionsPerAuthority": [
                {
                    "authority": f"amzn1.er-authority.echo-sdk.{SKILL}.{slot}",
                    "status": {"code": "ER_SUCCESS_MATCH"},
                    "values": [{"value": {"name": value, "id": id}}],
                }
            ]
        }
    }


def unmatched(slot: str, value: str) -> dict[str, Any]:
    """The slot `slot` with words that Alexa handed over as they were."""
    return {
        "name": slot,
        "value": value,
        "confirmationStatus": "NONE",
        "source": "USER",
        "slotValue": {"type": "Simple", "value": value},
    }
