"""The skill package: what Amazon's ask-cli v2 uploads to make the skill, and its privacy policies.

ask-resources.json names the folder skill-package, which holds the manifest, the interaction models
and the icons; the folder privacy holds a page for each locale, for the operator to publish.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from resvg_py import svg_to_bytes

from skill.languages import LOCALES, Locale, data_folder
from skill.protocol import Protocol
from skill.publishing.requirements import COMMAS, IMAGES, LAMBDA, MANIFEST, MODELS, SIDES
from skill.speech import Speaker

HERE = Path(__file__).parent

ICONS = dict(zip(("smallIconUri", "largeIconUri"), SIDES, strict=True))

EXAMPLES = ("check", "causes")
"""The suggestions that stand in the store after the phrase that opens the skill."""

POLICY = ("kept", "shared", "person", "amazon", "children")
"""The paragraphs of the privacy policy, by the names of their labels."""


def files(protocol: Protocol, endpoints: Mapping[str, str], policies: str) -> dict[str, bytes]:
    """Every file of the package, its content by its path.

    `endpoints` has an address, https or a Lambda function's ARN, for each of Alexa's regions and
    for "default"; any may be missing. `policies` is where the folder privacy is published, or "".
    """
    resources = {
        "askcliResourcesVersion": "2020-03-31",
        "profiles": {"default": {"skillMetadata": {"src": "./skill-package"}}},
    }
    made = {
        "ask-resources.json": _json(resources),
        MANIFEST: _json({"manifest": manifest(protocol, endpoints, policies)}),
    }
    for side in SIDES:
        made[f"skill-package/{IMAGES}/icon_{side}.png"] = icon(side)
    for tag, locale in LOCALES.items():
        made[f"{MODELS}/{tag}.json"] = _model(tag)
        made[f"privacy/{tag}.html"] = policy(protocol, locale).encode()
    return made


def manifest(protocol: Protocol, endpoints: Mapping[str, str], policies: str) -> dict[str, Any]:
    """The skill's manifest, in the shape of Amazon's schema, version 1.0."""
    custom: dict[str, Any] = {
        "interfaces": [{"type": "ALEXA_PRESENTATION_APL"}, {"type": "CAN_FULFILL_INTENT_REQUEST"}]
    }
    by_region = {name: {"endpoint": _endpoint(address)} for name, address in endpoints.items()}
    custom |= by_region.pop("default", {})
    if by_region:
        custom["regions"] = by_region
    privacy: dict[str, Any] = {
        "allowsPurchases": False,
        "usesPersonalInfo": False,
        # Amazon means health information that is protected by law and processed for a provider.
        "usesHealthInfo": False,
        "isChildDirected": False,
        "isExportCompliant": True,
        "containsAds": False,
    }
    if policies:
        privacy["locales"] = {
            tag: {"privacyPolicyUrl": f"{policies.rstrip('/')}/{tag}.html"} for tag in LOCALES
        }
    return {
        "manifestVersion": "1.0",
        "publishingInformation": {
            "category": "HEALTH_AND_FITNESS",
            "distributionMode": "PUBLIC",
            # Elsewhere the emergency number that is told would be another country's.
            "isAvailableWorldwide": False,
            "distributionCountries": sorted({locale.territory for locale in LOCALES.values()}),
            "testingInstructions": (HERE / "testing_instructions.txt").read_text("utf-8"),
            "locales": {tag: _store(protocol, locale) for tag, locale in LOCALES.items()},
        },
        "privacyAndCompliance": privacy,
        "apis": {"custom": custom},
        "permissions": [],
    }


def _store(protocol: Protocol, locale: Locale) -> dict[str, Any]:
    """What the skill store shows in one locale."""
    speaker = Speaker(protocol, locale)
    model = json.loads(_model(locale.tag))["interactionModel"]["languageModel"]
    about = ("store.description", "store.disclaimer", "privacy.kept")
    return {
        "name": speaker.label("store.name"),
        "summary": speaker.label("store.summary"),
        "description": "\n\n".join(speaker.label(part) for part in about),
        "examplePhrases": [
            speaker.label("store.open") % {"name": model["invocationName"]},
            # With the apostrophe of the model's samples, where sentences have the typographer's.
            *(speaker.suggestion(id).replace("’", "'") for id in EXAMPLES),
        ],
        "keywords": COMMAS.split(speaker.label("store.keywords")),
        **{key: f"file://{IMAGES}/icon_{side}.png" for key, side in ICONS.items()},
    }


def _model(tag: str) -> bytes:
    return (data_folder("interaction_models") / f"{tag}.json").read_bytes()


def _endpoint(address: str) -> dict[str, str]:
    if LAMBDA.fullmatch(address):
        return {"uri": address}
    return {"uri": address, "sslCertificateType": "Trusted"}


def icon(side: int) -> bytes:
    """The skill's icon as PNG; `side` in pixels."""
    drawing = (HERE / "icon.svg").read_text("utf-8")
    return bytes(svg_to_bytes(svg_string=drawing, width=side, height=side, skip_system_fonts=True))


def policy(protocol: Protocol, locale: Locale) -> str:
    """The privacy policy of one locale, as a page of its own."""
    speaker = Speaker(protocol, locale)
    title = escape(f"{speaker.label('store.name')}: {speaker.label('privacy.title')}")
    paragraphs = (escape(speaker.label(f"privacy.{part}")) for part in POLICY)
    return (
        "<!doctype html>\n"
        f'<html lang="{locale.tag}" dir="{locale.direction}">\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<h1>{title}</h1>\n"
        + "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
        + "</html>\n"
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
