"""Amazon's requirements of a skill package that its own classes and schemas do not check.

They come from Amazon's pages on the skill manifest, on choosing an invocation name, on example
phrases and on the policy for health skills; docs/certification.md has the whole list.
"""

from __future__ import annotations

import json
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from skill.languages import LOCALES
from skill.models import BUILT_INS
from skill.protocol import Protocol
from skill.speech import Speaker
from skill.understanding.text import words

MANIFEST = "skill-package/skill.json"
MODELS = "skill-package/interactionModels/custom"
IMAGES = "assets/images"
SIDES = (108, 512)
"""Of the small and the large icon, in pixels."""

LONGEST = {"name": 50, "summary": 160, "description": 4000}
MOST_KEYWORDS = 30
EXAMPLES = 3
LONGEST_EXAMPLE = 200
LONGEST_INSTRUCTIONS = 4000

LAMBDA = re.compile(r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w-]+)?")
WEB = re.compile(r"https://[^\s/?#:@]+(:443)?(/[^\s?#]*)?")
COMMAS = re.compile(r"\s*[,،、]\s*")
WAKE = re.compile(r"alexa|أليكسا|アレクサ", re.IGNORECASE)

# Words of Amazon's, in any language; English ones that open a skill, and that join a request on.
AMAZONS = {"alexa", "amazon", "echo", "computer", "ziggy", "skill", "app"}
LAUNCHING = {"ask", "begin", "enable", "launch", "load", "open", "play", "run", "start", "talk"}
LAUNCHING |= {"resume", "tell", "use"}
JOINING = {"a", "about", "an", "and", "by", "for", "from", "if", "in", "of", "on", "that", "the"}
JOINING |= {"to", "using", "whether", "with"}


def problems(protocol: Protocol, package: Mapping[str, bytes]) -> Iterator[str]:
    """What Amazon would refuse in the package, its content by path; a sentence each."""
    manifest = json.loads(package[MANIFEST])["manifest"]
    publishing = manifest["publishingInformation"]
    models = {
        path.removeprefix(f"{MODELS}/").removesuffix(".json"): json.loads(content)
        for path, content in package.items()
        if path.startswith(MODELS)
    }
    for tag in sorted(set(publishing["locales"]) ^ set(models)):
        missing = "model" if tag in publishing["locales"] else "entry in skill.json"
        yield f"{tag}: it has no {missing}."
    for side in SIDES:
        picture = package.get(f"skill-package/{IMAGES}/icon_{side}.png", b"")
        if (
            picture[:8] != b"\x89PNG\r\n\x1a\n"
            or struct.unpack(">II", picture[16:24]) != (side,) * 2
        ):
            yield f"icon_{side}.png: it is no PNG of {side} by {side} pixels."
    if not 0 < len(publishing["testingInstructions"]) <= LONGEST_INSTRUCTIONS:
        yield f"testing_instructions.txt: 1 to {LONGEST_INSTRUCTIONS} characters fit."
    for country in publishing["distributionCountries"]:
        if country not in protocol.emergency_numbers:
            yield f"distributionCountries: no emergency number is known for {country}."
    yield from _addresses(manifest)
    for tag in sorted(set(publishing["locales"]) & set(models)):
        model = models[tag]["interactionModel"]["languageModel"]
        yield from _store(protocol, tag, publishing["locales"][tag], model)
        yield from _invocation(tag, model.get("invocationName", ""))
        yield from _model(tag, model)


def _addresses(manifest: Mapping[str, Any]) -> Iterator[str]:
    custom = manifest["apis"]["custom"]
    for place in (custom, *custom.get("regions", {}).values()):
        uri = place.get("endpoint", {}).get("uri", "https://none")
        if not LAMBDA.fullmatch(uri) and not WEB.fullmatch(uri):
            yield f"--endpoint {uri}: it is no https address and no ARN of a Lambda function."
    policies = manifest["privacyAndCompliance"].get("locales", {})
    for tag, policy in policies.items():
        if not WEB.fullmatch(policy["privacyPolicyUrl"]):
            yield f"--privacy-policy: {policy['privacyPolicyUrl']} of {tag} is no https address."


def _store(
    protocol: Protocol, tag: str, store: Mapping[str, Any], model: Mapping[str, Any]
) -> Iterator[str]:
    for part, longest in LONGEST.items():
        if not 0 < len(store[part]) <= longest:
            yield f"{tag}: label.store.{part} has {len(store[part])} signs, 1 to {longest} fit."
    if not 0 < len(store["keywords"]) <= MOST_KEYWORDS or not all(store["keywords"]):
        yield f"{tag}: label.store.keywords must name 1 to {MOST_KEYWORDS}, with commas between."
    if AMAZONS & set(words(store["name"])):
        yield f"{tag}: the store's name '{store['name']}' uses a word of Amazon's."
    speaker = Speaker(protocol, LOCALES[tag])
    if speaker.label("store.disclaimer") not in store["description"]:
        yield f"{tag}: the description lacks label.store.disclaimer."
    if not speaker.number or speaker.number not in store["description"]:
        yield f"{tag}: the description lacks the emergency number."
    name = model.get("invocationName", "")
    if words(store["name"]) != words(name):
        yield f"{tag}: the store's name '{store['name']}' is not what opens it, '{name}'."
    opening, *others = store["examplePhrases"]
    if len({opening, *others}) != EXAMPLES:
        yield f"{tag}: {EXAMPLES} different example phrases are needed."
    if not WAKE.match(opening) or name not in opening:
        yield f"{tag}: the first example, '{opening}', must call Alexa and name '{name}'."
    said = {
        text
        for intent in model["intents"]
        if intent["name"] != "AMAZON.FallbackIntent"
        for text in intent["samples"]
    }
    for phrase in others:
        if phrase not in said or len(phrase) > LONGEST_EXAMPLE:
            yield f"{tag}: the example '{phrase}' is no sample of the model."


def _invocation(tag: str, name: str) -> Iterator[str]:
    parts = name.split()
    if len(parts) < 2:
        yield f"{tag}: the invocation name '{name}' needs two words or more."
    letters = all(sign in " '." or unicodedata.category(sign)[0] in "LM" for sign in name)
    if name != name.lower() or not letters:
        yield f"{tag}: the invocation name '{name}' may hold lower-case letters alone."
    refused = {*AMAZONS, *(LAUNCHING if tag.startswith("en") else ())}
    if len(parts) == 2 and tag.startswith("en"):
        refused |= JOINING
    for part in parts:
        if part in refused:
            yield f"{tag}: the invocation name may not hold '{part}'."


def _model(tag: str, model: Mapping[str, Any]) -> Iterator[str]:
    names = [intent["name"] for intent in model["intents"]]
    for name in _twice(names):
        yield f"{tag}: the intent {name} stands twice."
    for name in BUILT_INS:
        if name not in names:
            yield f"{tag}: {name} is not declared; what is said would fall to another intent."
    types = {kind["name"] for kind in model["types"]}
    owner: dict[tuple[str, ...], str] = {}
    for intent in model["intents"]:
        name, samples = intent["name"], intent["samples"]
        slots = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        for slot, kind in slots.items():
            if kind not in types and not kind.startswith("AMAZON."):
                yield f"{tag}: the slot {slot} of {name} has the unknown type {kind}."
        used = {slot for text in samples for slot in re.findall(r"\{(\w+)\}", text)}
        for slot in sorted(used ^ set(slots)):
            yield f"{tag}: the slot {slot} of {name} is not both declared and used."
        if not samples and not name.startswith("AMAZON."):
            yield f"{tag}: the intent {name} has no samples."
        for text in samples:
            first = owner.setdefault(tuple(text.lower().split()), name)
            if first != name:
                yield f"{tag}: '{text}' is a sample of {first} and of {name}."
    for kind in model["types"]:
        for id in _twice([value["id"] for value in kind["values"]]):
            yield f"{tag}: the value {id} of {kind['name']} stands twice."


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
