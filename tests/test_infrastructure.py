"""Where the skill runs: the template for AWS and the container file."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cfnlint.api
import pytest
from cfnlint.decode import decode

from benchmarks.servers import ADDRESS, free_port, wait
from skill.publishing import MACHINES
from skill.publishing.lambda_zip import RUNTIME
from tests.alexa.envelopes import SKILL
from tests.alexa.test_server import status

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "infrastructure" / "template.yaml"
CONTAINERFILE = ROOT / "Containerfile"
REGIONS = ["us-east-1", "eu-west-1", "us-west-2", "ap-northeast-1", "ap-south-1"]
ALEXA_WAITS = 8

CHECKED: dict[str, Any] = decode(str(TEMPLATE))[0]
FUNCTION = CHECKED["Resources"]["Skill"]["Properties"]
ALARMS = {
    name: one["Properties"]
    for name, one in CHECKED["Resources"].items()
    if one["Type"] == "AWS::CloudWatch::Alarm"
}


def lint_template(text: str) -> list[str]:
    return [str(one) for one in cfnlint.api.lint(text, regions=REGIONS)]


def lint_container(path: Path) -> str:
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [shutil.which("hadolint", path=places) or "hadolint", "--no-color", str(path)]
    return subprocess.run(command, capture_output=True, text=True).stdout


def test_amazons_linter_accepts_the_template() -> None:
    assert lint_template(TEMPLATE.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("Timeout: 7", "Timeout: soon", "'soon' is not of type 'integer'"),
        ("RetentionInDays", "RetentionInWeeks", "RetentionInWeeks"),
        ("!GetAtt Role.Arn", "!GetAtt Roll.Arn", "Roll"),
    ],
)
def test_amazons_linter_finds_a_fault(before: str, after: str, says: str) -> None:
    text = TEMPLATE.read_text("utf-8")
    assert before in text
    assert says in " ".join(lint_template(text.replace(before, after)))


def test_one_template_serves_every_region() -> None:
    text = TEMPLATE.read_text("utf-8")
    assert not re.search(r"[a-z]{2}-[a-z]+-\d|arn:aws", text)
    assert "AWS::Region" not in text


def test_the_function_answers_alexa_in_time_and_for_this_skill_alone() -> None:
    assert FUNCTION["Timeout"] < ALEXA_WAITS
    assert FUNCTION["Handler"] == "skill.alexa.aws_lambda.handler"
    assert FUNCTION["Environment"]["Variables"] == {"ALEXA_SKILL_ID": {"Ref": "SkillId"}}
    # SAM lets Alexa call the function with this skill's id as the EventSourceToken.
    [event] = FUNCTION["Events"].values()
    assert event == {"Type": "AlexaSkill", "Properties": {"SkillId": {"Ref": "SkillId"}}}


def test_the_template_takes_what_the_zip_is_made_for() -> None:
    parameters = CHECKED["Parameters"]
    assert RUNTIME in parameters["Runtime"]["AllowedValues"]
    assert parameters["Architecture"]["AllowedValues"] == list(MACHINES)
    assert parameters["Architecture"]["Default"] == "arm64"
    assert (TEMPLATE.parent / FUNCTION["CodeUri"]).resolve() == ROOT / "dist" / "lambda.zip"
    assert re.fullmatch(parameters["SkillId"]["AllowedPattern"], SKILL)


def test_the_function_may_write_its_own_log_and_nothing_else() -> None:
    [policy] = CHECKED["Resources"]["Role"]["Properties"]["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == {"Fn::GetAtt": ["Log", "Arn"]}
    assert "ManagedPolicyArns" not in CHECKED["Resources"]["Role"]["Properties"]


def test_the_log_is_kept_for_a_limited_time_and_says_little() -> None:
    assert FUNCTION["LoggingConfig"]["LogGroup"] == {"Ref": "Log"}
    assert FUNCTION["LoggingConfig"]["SystemLogLevel"] == "WARN"
    assert CHECKED["Resources"]["Log"]["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}


def test_every_kind_of_failure_has_its_alarm() -> None:
    metrics = {alarm["MetricName"] for alarm in ALARMS.values()}
    assert metrics == {"LastResorts", "Errors", "Throttles", "Duration"}
    for alarm in ALARMS.values():
        assert alarm["TreatMissingData"] == "notBreaching"
        assert {"Ref": "Alarms"} in alarm["AlarmActions"]["Fn::If"][1]


def test_the_linter_accepts_the_container_file() -> None:
    assert lint_container(CONTAINERFILE) == ""


def test_the_linter_finds_a_fault_in_a_container_file(tmp_path: Path) -> None:
    bad = tmp_path / "Containerfile"
    bad.write_text(CONTAINERFILE.read_text("utf-8").replace("python:3.13-slim-bookworm", "python"))
    assert "DL3006" in lint_container(bad)


def test_the_container_runs_as_nobody_and_is_asked_for_its_health() -> None:
    lines = CONTAINERFILE.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 65534:65534"]
    [health] = [line for line in lines if line.startswith("HEALTHCHECK")]
    [command] = [line for line in lines if line.startswith("CMD")]
    assert "127.0.0.1:8080/health" in health
    assert '"--port", "8080"' in command


def test_the_image_is_built_from_what_is_there() -> None:
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    named = [line[1:] for line in allowed if line.startswith("!")]
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def gunicorn(environment: dict[str, str], port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gunicorn", "skill.alexa.wsgi:app"]
    command += ["--bind", f"{ADDRESS}:{port}", "--no-control-socket"]
    kept = {name: value for name, value in os.environ.items() if name != "ALEXA_SKILL_ID"}
    return subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=kept | environment
    )


def test_any_wsgi_server_serves_it_and_verifies_requests() -> None:
    port = free_port()
    server = gunicorn({"ALEXA_SKILL_ID": SKILL}, port)
    try:
        wait(port)
        assert status(port, "GET", "/health") == 200
        assert status(port, "POST", "/alexa", b"{}") == 400
    finally:
        server.terminate()
        server.communicate()


def test_no_wsgi_server_serves_it_without_verification() -> None:
    server = gunicorn({}, free_port())
    _, log = server.communicate(timeout=60)
    assert server.returncode
    assert "Set ALEXA_SKILL_ID" in log
