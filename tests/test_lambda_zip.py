"""The zip for AWS Lambda: what is in it, and how it answers under Amazon's own runtime client."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.lambda_zip import HANDLERS, architecture
from benchmarks.runtime_api import RuntimeApi, client
from skill.alexa.aws_lambda import handler
from skill.languages import LOCALES
from skill.publishing import MACHINES
from skill.publishing.lambda_zip import WHEN, BuildError, build
from tests.alexa.envelopes import ENDED, LAUNCH, SKILL, envelope, intent, matched, unmatched

pytest.importorskip("awslambdaric", reason="Amazon's runtime client runs on Linux alone")

ROOT = Path(__file__).parent.parent
MARK = "quizzaciously"
ELF = {"arm64": 183, "x86_64": 62}

STORY = intent("TellStoryIntent", story=unmatched("story", f"i feel dizzy {MARK}"))
TOPIC = intent("AskTopicIntent", topic=matched("topic", "polyps", "polyps"))
CAN_FULFILL = intent("AskCausesIntent") | {"type": "CanFulfillIntentRequest"}
TOUCH = {"type": "Alexa.Presentation.APL.UserEvent", "arguments": ["AMAZON.YesIntent"]}
ASKING = {"state": {"asking": "danger_signs"}}
EVENTS = [
    *(envelope(locale, LAUNCH) for locale in LOCALES),
    *(envelope(locale, TOPIC) for locale in LOCALES),
    envelope("en-US", STORY),
    envelope("en-US", intent("CheckSymptomsIntent")),
    envelope("de-DE", intent("AMAZON.YesIntent"), ASKING),
    envelope("ar-SA", TOUCH, ASKING),
    envelope("en-GB", CAN_FULFILL),
    envelope("ja-JP", ENDED),
    envelope("en-US", {"type": "Alexa.OfTomorrow"}),
]

OTHER_SKILL: dict[str, Any] = envelope("en-US", STORY)
OTHER_SKILL["context"]["System"]["application"] = {"applicationId": "amzn1.ask.skill.other"}


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("zips")
    return {name: build(folder / f"{name}.zip", name).path for name in MACHINES}


@pytest.fixture(scope="module")
def unpacked(zips: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(zips[architecture()]) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def api(unpacked: Path, log: Path) -> Iterator[RuntimeApi]:
    with client(unpacked, HANDLERS["skill"], log, ALEXA_SKILL_ID=SKILL) as running:
        yield running


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {WHEN}
        return {name: archive.read(name) for name in archive.namelist()}


def test_two_builds_differ_in_compiled_machine_code_alone(zips: dict[str, Path]) -> None:
    found = {name: contents(path) for name, path in zips.items()}
    for name, files in found.items():
        native = {path: files.pop(path) for path in list(files) if path.endswith(".so")}
        assert native
        machines = {int.from_bytes(code[18:20], "little") for code in native.values()}
        assert machines == {ELF[name]}
    assert found["arm64"] == found["x86_64"]
    assert list(found["arm64"]) == sorted(found["arm64"])
    now = f"Date: {datetime.now(UTC).year}".encode()
    assert not [path for path, content in found["arm64"].items() if now in content]


def test_it_holds_what_answers_and_nothing_else(unpacked: Path) -> None:
    program = (
        "import json, sys\n"
        "from skill.alexa.aws_lambda import handler\n"
        "for event in json.load(sys.stdin): handler(event, None)\n"
        "print(json.dumps(list(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        input=json.dumps(EVENTS),
        capture_output=True,
        text=True,
        check=True,
        cwd=unpacked,
        env={"PYTHONPATH": str(unpacked), "ALEXA_SKILL_ID": SKILL, "PATH": os.environ["PATH"]},
    )
    modules = json.loads(done.stdout)
    there = {path.name.partition(".")[0] for path in unpacked.iterdir()}
    assert there <= set(modules)
    ours = {
        ".".join(path.relative_to(unpacked).with_suffix("").parts).removesuffix(".__init__")
        for path in (unpacked / "skill").rglob("*.pyc")
    }
    assert ours <= set(modules)
    assert not [*unpacked.rglob("*.py"), *unpacked.rglob("*.po"), *unpacked.rglob("*.toml")]


def test_it_answers_as_the_checkout_does(api: RuntimeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEXA_SKILL_ID", SKILL)
    for event in EVENTS:
        answer = api.ask(json.dumps(event).encode())
        assert answer.kind == "response"
        assert answer.body == json.loads(json.dumps(handler(event, None)))


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (json.dumps(OTHER_SKILL), "OtherSkill"),
        (json.dumps({"request": MARK}), "UnreadableEnvelope"),
        (json.dumps([MARK]), "UnreadableEnvelope"),
        (json.dumps(MARK), "UnreadableEnvelope"),
        ("null", "UnreadableEnvelope"),
        (f'{{"{MARK}', "Runtime.UnmarshalError"),
    ],
    ids=["another skill's", "no envelope", "a list", "text", "nothing", "no JSON"],
)
def test_what_is_none_of_ours_is_an_error_that_repeats_nothing(
    api: RuntimeApi, log: Path, event: str, error: str
) -> None:
    answer = api.ask(event.encode())
    assert answer.kind == "error"
    assert answer.body["errorType"] == error
    assert MARK not in json.dumps(answer.body)
    assert MARK not in log.read_text()
    assert api.ask(json.dumps(EVENTS[0]).encode()).kind == "response"


def test_a_failure_is_told_to_the_listener_and_to_the_alarm(unpacked: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(unpacked, tmp_path / "broken"))
    [english] = (broken / "skill" / "interaction_models" / "hearing").glob("en.*")
    english.unlink()
    log = tmp_path / "log"
    with client(broken, HANDLERS["skill"], log, ALEXA_SKILL_ID=SKILL) as api:
        answer = api.ask(json.dumps(envelope("en-US", STORY)).encode())
    assert "911" in answer.body["response"]["outputSpeech"]["ssml"]
    template = (ROOT / "infrastructure" / "template.yaml").read_text("utf-8")
    [(field, begins)] = re.findall(r"FilterPattern: '\{ \$\.(\w+) = \"(.+)\*\" \}'", template)
    [line] = [json.loads(line) for line in log.read_text().splitlines()]
    assert line[field].startswith(begins)
    assert MARK not in str(line)


def test_without_a_skill_id_nothing_is_answered(unpacked: Path, tmp_path: Path) -> None:
    with client(unpacked, HANDLERS["skill"], tmp_path / "log") as api:
        answer = api.ask(json.dumps(EVENTS[0]).encode())
    assert answer.kind == "error"
    assert "ALEXA_SKILL_ID" in answer.body["errorMessage"]


def test_outside_a_clone_it_says_where_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skill.publishing.lambda_zip.ROOT", tmp_path)
    with pytest.raises(BuildError, match="from a clone"):
        build(tmp_path / "lambda.zip", "arm64")
