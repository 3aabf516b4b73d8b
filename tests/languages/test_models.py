"""Catalogs, sentence files and interaction models, with messages for those who mend them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_smapi_model.v1.skill.interaction_model.interaction_model_data import InteractionModelData

from skill import catalogs, models
from skill.languages import LOCALES, data_folder, languages
from skill.protocol import load

LARGEST_MODEL = 1_000_000
LOADED = {
    tag: json.loads((data_folder("interaction_models") / f"{tag}.json").read_text("utf-8"))
    for tag in LOCALES
}


def language_model(tag: str) -> dict:
    return LOADED[tag]["interactionModel"]["languageModel"]


@pytest.mark.parametrize("name", catalogs.names())
def test_catalog_is_complete(name: str) -> None:
    assert not list(catalogs.problems(load(), name))


def test_template_is_fresh() -> None:
    template = data_folder("locales") / "skill.pot"
    fresh = catalogs.written(catalogs.template(load()))
    assert template.read_bytes() == fresh, "Run 'skill catalogs'."


@pytest.mark.parametrize("language", languages())
def test_sentences_are_complete(language: str) -> None:
    assert not list(models.check(models.read(language), load()))


def test_generated_files_are_fresh() -> None:
    stale = [path.name for path, made in models.generated().items() if path.read_bytes() != made]
    assert not stale, "Run 'skill models'."


RULED = """
language: en
invocation_name: health guide
lists: {}
intents:
  AMAZON.HelpIntent: [%s]
hearing: {}
expansion_rules:
  pad: "pad|towel"
  worn: "(a|one) <pad>"
"""


@pytest.fixture
def read_ruled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], models.Sentences]:
    """Reads a sentence file with these rules and one template."""

    def read(template: str) -> models.Sentences:
        (tmp_path / "en.yaml").write_text(RULED % f'"{template}"', "utf-8")
        return models.read.__wrapped__("en")

    monkeypatch.setattr(models, "sentence_path", lambda language: tmp_path / f"{language}.yaml")
    return read


@pytest.mark.parametrize(
    ("template", "meant"),
    [
        ("<pad>", "(pad|towel)"),
        ("a [<pad>|cup]", "a [(pad|towel)|cup]"),
        ("<worn> soaked", "((a|one) (pad|towel)) soaked"),
    ],
)
def test_expansion_rules(
    template: str, meant: str, read_ruled: Callable[[str], models.Sentences]
) -> None:
    assert read_ruled(template).intents["AMAZON.HelpIntent"] == [meant]


def test_an_unknown_expansion_rule_is_named(
    read_ruled: Callable[[str], models.Sentences],
) -> None:
    with pytest.raises(models.SentenceError, match=r"en\.yaml: .* 'pads'"):
        read_ruled("<pads>")


@pytest.mark.parametrize("tag", LOCALES)
def test_model_is_accepted_by_amazons_classes(tag: str) -> None:
    serializer = DefaultSerializer()
    data = serializer.deserialize(json.dumps(LOADED[tag]), InteractionModelData)
    assert serializer.serialize(data) == LOADED[tag]


@pytest.mark.parametrize("tag", LOCALES)
def test_model_obeys_alexas_rules(tag: str) -> None:
    model = language_model(tag)
    assert len(json.dumps(model, ensure_ascii=False).encode()) < LARGEST_MODEL
    name = model["invocationName"]
    assert len(name.split()) >= 2
    assert name == name.lower()
    seen: dict[str, str] = {}
    for intent in model["intents"]:
        assert intent["samples"], f"{intent['name']} has no samples"
        for sample in intent["samples"]:
            assert not re.search(r"[\d?!,;:\"()]", sample), f"'{sample}' has a forbidden sign"
            key = re.sub(r"\s+", " ", sample.lower())
            assert seen.setdefault(key, intent["name"]) == intent["name"], f"'{sample}' twice"
    assert {*models.INTENTS, *models.BUILT_INS} == {intent["name"] for intent in model["intents"]}


@pytest.mark.parametrize("tag", LOCALES)
def test_story_slots_stand_alone_with_a_carrier(tag: str) -> None:
    story = next(i for i in language_model(tag)["intents"] if i["name"] == "TellStoryIntent")
    for sample in story["samples"]:
        assert sample.count("{") <= 1
        assert sample.replace("{story}", "").strip(), "a story needs a carrier word"
