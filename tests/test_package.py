"""The built package: compiled data in place of what people edit, and a light start on Lambda."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from skill.catalogs import names
from skill.languages import LOCALES, languages
from skill.protocol import COMPILED, compiled, load
from skill.understanding import lexicon
from tests.alexa.envelopes import LAUNCH, SKILL, envelope, intent, unmatched

ROOT = Path(__file__).parent.parent

ANSWER = """
import json, sys
from skill.alexa.aws_lambda import handler
answers = [handler(event, None) for event in json.load(sys.stdin)]
json.dump({"answers": answers, "modules": list(sys.modules)}, sys.stdout)
"""

STORY = intent("TellStoryIntent", story=unmatched("story", "i feel dizzy"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def run(package: Path, *events: dict[str, Any]) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", ANSWER],
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=True,
        cwd=package,
        env={**os.environ, "PYTHONPATH": str(package), "ALEXA_SKILL_ID": SKILL},
    )
    return json.loads(done.stdout)


def test_package_has_compiled_data_alone(package: Path) -> None:
    assert not [*package.rglob("*.po"), *package.rglob("*.toml")]
    assert not [*package.rglob("hearing/*.json")]
    filed = {path.stem for path in package.rglob(f"hearing/*{lexicon.COMPILED}")}
    assert filed == set(languages())
    made = {path.parent.parent.name for path in package.rglob("skill.mo")}
    assert made >= set(names())
    assert (package / "skill" / "protocol" / COMPILED).read_bytes() == compiled(load())


def test_package_says_what_the_checkout_says(package: Path) -> None:
    asked = [LAUNCH, intent("CheckSymptomsIntent"), STORY]
    requests = [envelope(locale, request) for locale in LOCALES for request in asked]
    assert run(package, *requests)["answers"] == run(ROOT, *requests)["answers"]


def test_first_answer_on_lambda_loads_nothing_it_does_not_need(package: Path) -> None:
    modules = set(run(package, envelope("es-MX", LAUNCH), envelope("en-US", STORY))["modules"])
    needless = {"babel", "tomllib", "yaml", "flask", "numpy", "click", "rich", "cryptography"}
    assert not needless & modules
    interfaces = "ask_sdk_model.interfaces."
    heavy = ("xml", f"{interfaces}alexa.presentation.apl", f"{interfaces}viewport")
    assert not [name for name in modules if name.startswith(heavy)]


def test_hearing_is_loaded_with_the_first_free_speech(package: Path) -> None:
    asked = run(package, envelope("en-US", LAUNCH))
    assert "skill.understanding" not in asked["modules"]
