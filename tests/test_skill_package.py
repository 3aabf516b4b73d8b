"""The skill package: what ask-cli uploads, read by Amazon's classes and by our own requirements."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_smapi_model.v1.skill.interaction_model.interaction_model_data import InteractionModelData
from ask_smapi_model.v1.skill.manifest.interface_type import InterfaceType
from ask_smapi_model.v1.skill.manifest.skill_manifest_envelope import SkillManifestEnvelope
from click.testing import CliRunner

from skill.cli import main
from skill.languages import LOCALES, find
from skill.protocol import load
from skill.publishing.requirements import MANIFEST, MODELS, problems
from skill.publishing.skill_package import POLICY, files
from skill.speaker.device import Device
from skill.speech import Speaker

ROOT = Path(__file__).parent.parent
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:private-health-guide:live"
ENDPOINTS = {
    "default": FUNCTION.replace("eu-west-1", "us-east-1"),
    "EU": FUNCTION,
    "FE": "https://skill.example.com/alexa",
}
POLICIES = "https://example.com/privacy"
PACKAGE = files(load(), ENDPOINTS, POLICIES)
WHOLE = json.loads(PACKAGE[MANIFEST])
STORE = WHOLE["manifest"]["publishingInformation"]["locales"]

SERIALIZER = DefaultSerializer()


def model(tag: str) -> str:
    return f"{MODELS}/{tag}.json"


def round_trip(content: dict[str, Any], kind: type) -> Any:
    return SERIALIZER.serialize(SERIALIZER.deserialize(json.dumps(content), kind))


def test_amazons_classes_read_the_manifest_whole() -> None:
    interfaces = WHOLE["manifest"]["apis"]["custom"]["interfaces"]
    assert {one["type"] for one in interfaces} <= {one.value for one in InterfaceType}
    # The class knows this one by its name alone, and would not read it.
    known = [one for one in interfaces if one["type"] != "CAN_FULFILL_INTENT_REQUEST"]
    whole = json.loads(PACKAGE[MANIFEST])
    whole["manifest"]["apis"]["custom"]["interfaces"] = known
    assert round_trip(whole, SkillManifestEnvelope) == whole


@pytest.mark.parametrize("tag", LOCALES)
def test_amazons_classes_read_the_models_whole(tag: str) -> None:
    content = json.loads(PACKAGE[model(tag)])
    assert round_trip(content, InteractionModelData) == content


@pytest.mark.parametrize(
    ("name", "value"),
    [("category", "WELLNESS"), ("distributionMode", "OPEN"), ("distributionCountries", ["XX"])],
)
def test_amazons_classes_find_a_fault(name: str, value: Any) -> None:
    whole = json.loads(PACKAGE[MANIFEST])
    whole["manifest"]["publishingInformation"][name] = value
    with pytest.raises(SerializationException):
        round_trip(whole, SkillManifestEnvelope)


def test_the_package_has_no_problems() -> None:
    assert not list(problems(load(), PACKAGE))
    assert not list(problems(load(), files(load(), {}, "")))


def test_it_is_laid_out_as_ask_cli_wants_it(tmp_path: Path) -> None:
    assert not CliRunner().invoke(main, ["package", "--out", str(tmp_path)]).exit_code
    resources = json.loads((tmp_path / "ask-resources.json").read_text("utf-8"))
    [profile] = resources["profiles"].values()
    folder = tmp_path / profile["skillMetadata"]["src"]
    manifest = json.loads((folder / "skill.json").read_text("utf-8"))["manifest"]
    stores = manifest["publishingInformation"]["locales"]
    assert set(stores) == set(LOCALES)
    for tag, store in stores.items():
        assert (folder / "interactionModels" / "custom" / f"{tag}.json").exists()
        for icon in (store["smallIconUri"], store["largeIconUri"]):
            assert (folder / icon.removeprefix("file://")).read_bytes()


def test_the_answers_on_privacy_and_compliance() -> None:
    answers = WHOLE["manifest"]["privacyAndCompliance"]
    addresses = {tag: entry["privacyPolicyUrl"] for tag, entry in answers.pop("locales").items()}
    assert addresses == {tag: f"{POLICIES}/{tag}.html" for tag in LOCALES}
    assert answers == {
        "allowsPurchases": False,
        "usesPersonalInfo": False,
        "usesHealthInfo": False,
        "isChildDirected": False,
        "isExportCompliant": True,
        "containsAds": False,
    }
    assert WHOLE["manifest"]["permissions"] == []


def test_a_region_of_alexas_has_its_own_endpoint() -> None:
    custom = WHOLE["manifest"]["apis"]["custom"]
    assert custom["endpoint"] == {"uri": ENDPOINTS["default"]}
    assert custom["regions"] == {
        "EU": {"endpoint": {"uri": FUNCTION}},
        "FE": {"endpoint": {"uri": ENDPOINTS["FE"], "sslCertificateType": "Trusted"}},
    }


@pytest.mark.parametrize("tag", LOCALES)
def test_the_description_disclaims_and_names_the_number(tag: str) -> None:
    speaker = Speaker(load(), find(tag))
    assert speaker.label("store.disclaimer") in STORE[tag]["description"]
    assert speaker.number in speaker.label("store.disclaimer")


def test_the_testing_instructions_are_answered_as_they_say(url: str) -> None:
    text = WHOLE["manifest"]["publishingInformation"]["testingInstructions"]
    answers = {phrase: Device(url, "en-US").say(phrase) for phrase in re.findall('"(.+?)"', text)}
    assert len(answers) > 7
    unknown = Device(url, "en-US").say("which train goes to the sea")
    assert not [phrase for phrase, one in answers.items() if one.intent == unknown.intent]
    told = {phrase: one.urgency for phrase, one in answers.items() if one.urgency}
    assert told == {"I am soaking through pads and I feel faint": "emergency"}
    [ended] = [phrase for phrase, one in answers.items() if one.ended]
    assert ended == "Stop"


@pytest.mark.parametrize("tag", LOCALES)
def test_the_privacy_policy_is_a_page_in_the_language(tag: str) -> None:
    page = unescape(PACKAGE[f"privacy/{tag}.html"].decode())
    speaker = Speaker(load(), find(tag))
    for part in ("title", *POLICY):
        assert speaker.label(f"privacy.{part}") in page
    assert f'lang="{tag}" dir="{"rtl" if tag == "ar-SA" else "ltr"}"' in page


def test_the_privacy_document_says_what_the_policy_says() -> None:
    document = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    speaker = Speaker(load(), find("en-US"))
    for part in POLICY:
        assert speaker.label(f"privacy.{part}") in document


Change = Callable[[Any], object]


def store(change: Change) -> Change:
    """A change of what the store shows in German."""
    return lambda whole: change(whole["manifest"]["publishingInformation"]["locales"]["de-DE"])


def language(change: Change) -> Change:
    """A change of a language model."""
    return lambda whole: change(whole["interactionModel"]["languageModel"])


def intent(name: str, change: Change) -> Change:
    """A change of one intent of a language model."""
    return language(lambda m: change(next(one for one in m["intents"] if one["name"] == name)))


def named(name: str) -> Change:
    return language(lambda m: m.update(invocationName=name))


@pytest.mark.parametrize(
    ("path", "change", "says"),
    [
        (MANIFEST, lambda w: w["manifest"]["publishingInformation"]["locales"].pop("hi-IN"),
         "hi-IN: it has no entry in skill.json."),
        (MANIFEST, lambda w: w["manifest"]["publishingInformation"].update(
            testingInstructions="a" * 4001), "testing_instructions.txt: 1 to 4000"),
        (MANIFEST, lambda w: w["manifest"]["publishingInformation"].update(
            distributionCountries=["DE", "ZZ"]), "no emergency number is known for ZZ."),
        (MANIFEST, lambda w: w["manifest"]["apis"]["custom"]["endpoint"].update(
            uri="http://example.com"), "--endpoint http://example.com: it is no https address"),
        (MANIFEST, lambda w: w["manifest"]["apis"]["custom"]["regions"]["EU"]["endpoint"].update(
            uri="arn:aws:lambda:eu-west-1:1:function:x"), "no ARN of a Lambda function."),
        (MANIFEST, lambda w: w["manifest"]["privacyAndCompliance"]["locales"]["ja-JP"].update(
            privacyPolicyUrl="example.com/privacy"), "example.com/privacy of ja-JP"),
        (MANIFEST, store(lambda s: s.update(name="a" * 51)),
         "de-DE: label.store.name has 51 signs, 1 to 50 fit."),
        (MANIFEST, store(lambda s: s.update(summary="a" * 161)), "label.store.summary has 161"),
        (MANIFEST, store(lambda s: s.update(summary="")), "label.store.summary has 0"),
        (MANIFEST, store(lambda s: s.update(keywords=["a"] * 31)), "label.store.keywords must"),
        (MANIFEST, store(lambda s: s.update(description="Fragen.")),
         "de-DE: the description lacks label.store.disclaimer."),
        (MANIFEST, store(lambda s: s.update(description=s["description"].replace("112", "911"))),
         "de-DE: the description lacks the emergency number."),
        (MANIFEST, store(lambda s: s.update(name="Stiller Alexa Ratgeber")),
         "uses a word of Amazon's."),
        (MANIFEST, store(lambda s: s.update(name="Ratgeber")), "is not what opens it"),
        (MANIFEST, store(lambda s: s["examplePhrases"].pop()),
         "de-DE: 3 different example phrases are needed."),
        (MANIFEST, store(lambda s: s["examplePhrases"].__setitem__(0, "öffne den Ratgeber")),
         "must call Alexa and name"),
        (MANIFEST, store(lambda s: s["examplePhrases"].__setitem__(1, "sing ein lied")),
         "de-DE: the example 'sing ein lied' is no sample of the model."),
        (model("en-GB"), named("guide"), "en-GB: the invocation name 'guide' needs two words"),
        (model("en-GB"), named(""), "the invocation name '' needs two words"),
        (model("en-GB"), named("Private Guide 2"), "may hold lower-case letters alone."),
        (model("en-GB"), named("open health guide"), "may not hold 'open'."),
        (model("en-GB"), named("the guide"), "may not hold 'the'."),
        (model("de-DE"), named("alexa ratgeber"), "may not hold 'alexa'."),
        (model("it-IT"), language(lambda m: m["intents"].pop()), "it-IT: AMAZON."),
        (model("it-IT"), language(lambda m: m["intents"].append(m["intents"][0])),
         "it-IT: the intent CheckSymptomsIntent stands twice."),
        (model("it-IT"), intent("AskTopicIntent", lambda i: i["slots"][0].update(type="TOPICS")),
         "it-IT: the slot topic of AskTopicIntent has the unknown type TOPICS."),
        (model("it-IT"), intent("AskTopicIntent", lambda i: i.update(slots=[])),
         "the slot topic of AskTopicIntent is not both declared and used."),
        (model("it-IT"), intent("AskCausesIntent", lambda i: i.update(samples=[])),
         "it-IT: the intent AskCausesIntent has no samples."),
        (model("it-IT"), language(lambda m: m["intents"][3]["samples"].append(
            m["intents"][0]["samples"][0])), "is a sample of CheckSymptomsIntent and of"),
        (model("it-IT"), language(lambda m: m["types"][0]["values"].append(
            m["types"][0]["values"][0])), "stands twice."),
    ],
)  # fmt: skip
def test_a_defect_is_told_in_words(path: str, change: Change, says: str) -> None:
    whole = json.loads(PACKAGE[path])
    change(whole)
    found = list(problems(load(), {**PACKAGE, path: json.dumps(whole).encode()}))
    assert [problem for problem in found if says in problem], found


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        (model("hi-IN"), None, "hi-IN: it has no model."),
        ("skill-package/assets/images/icon_108.png", None, "no PNG of 108 by 108 pixels."),
        ("skill-package/assets/images/icon_512.png", b"<svg/>", "no PNG of 512 by 512 pixels."),
    ],
)
def test_a_missing_file_is_told_in_words(path: str, content: bytes | None, says: str) -> None:
    package = {name: data for name, data in PACKAGE.items() if name != path}
    if content is not None:
        package[path] = content
    assert [problem for problem in problems(load(), package) if says in problem]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--endpoint", "ASIA=https://example.com"], "'ASIA' is no region of Alexa's: NA, EU, FE."),
        (["--endpoint", "EU=example.com"], "--endpoint example.com: it is no https address"),
        (["--privacy-policy", "http://example.com"], "is no https address."),
    ],
)
def test_a_bad_argument_is_told_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    done = CliRunner().invoke(main, ["package", "--out", str(tmp_path), *arguments])
    assert done.exit_code
    assert says in done.output
    assert not list(tmp_path.iterdir())
