"""The urgency: properties over all states, and cases a clinician can sign."""

import ast
import itertools
import tomllib
from collections.abc import Iterator
from math import prod
from pathlib import Path

import pytest

from skill import triage
from skill.protocol import URGENCIES, Value, load
from skill.triage import danger_signs, decide, next_question

PROTOCOL = load()
CASES = tomllib.loads(Path(__file__).with_name("triage_cases.toml").read_text("utf-8"))["case"]
VALUES: tuple[Value, ...] = ("no", "not_sure", "yes")
LEVEL = {urgency: -position for position, urgency in enumerate(URGENCIES)}


def level(findings: dict[str, Value]) -> int:
    return LEVEL[decide(PROTOCOL, findings).urgency]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict) -> None:
    findings = {id: value for value in ("yes", "no", "not_sure") for id in case.get(value, [])}
    assert decide(PROTOCOL, findings).urgency == case["expect"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


def roles() -> dict[str, tuple]:
    """What the protocol says of each finding, apart from its names and words."""
    return {
        id: (
            sorted((r.urgency, r.effect) for r in PROTOCOL.rules.values() if id in r.any),
            next(q.not_sure for q in PROTOCOL.questions.values() if id in q.findings),
        )
        for id in PROTOCOL.findings
    }


def classes() -> list[list[str]]:
    """Findings of one role, which can stand for one another."""
    by_role: dict[str, list[str]] = {}
    for id, role in roles().items():
        by_role.setdefault(repr(role), []).append(id)
    return list(by_role.values())


def states() -> Iterator[dict[str, Value]]:
    """Every state, but for exchanging findings of one role."""
    choices = [list(itertools.combinations_with_replacement(VALUES, len(ids))) for ids in classes()]
    for chosen in itertools.product(*choices):
        yield {
            id: value
            for ids, values in zip(classes_once, chosen, strict=True)
            for id, value in zip(ids, values, strict=True)
        }


classes_once = classes()


def test_the_factoring_is_sound() -> None:
    """Findings of one role are exchangeable: triage names none, and each rule names but one.

    What is not asked counts as what is denied: triage never looks for a "no".
    """
    source = Path(triage.__file__).read_text("utf-8")
    strings = {n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)}
    assert not strings & {*PROTOCOL.findings, "no"}
    assert all(len(rule.any) == 1 for rule in PROTOCOL.rules.values())


def test_every_state() -> None:
    """Over all states: yes never lowers, unsure is never less than no, danger is an emergency."""
    danger = danger_signs(PROTOCOL)
    representatives = [ids[-1] for ids in classes_once]
    count = 0
    for findings in states():
        count += 1
        here = level(findings)
        if any(findings.get(id) == "yes" for id in danger):
            assert here == LEVEL["emergency"]
        elif any(findings.get(id) == "not_sure" for id in danger):
            assert here >= LEVEL["urgent"]
        for id in representatives:
            without = {other: value for other, value in findings.items() if other != id}
            value = findings[id]
            if value == "yes":
                assert here >= level(without)
            if value == "not_sure":
                assert level(without | {id: "no"}) <= here <= level(without | {id: "yes"})
            if value == "no":
                assert here == level(without)
    sizes = [len(ids) for ids in classes_once]
    expected = prod(
        len(list(itertools.combinations_with_replacement(VALUES, size))) for size in sizes
    )
    assert count == expected


def test_every_rule_decides_somewhere() -> None:
    for rule in PROTOCOL.rules.values():
        decision = decide(PROTOCOL, {rule.any[0]: "yes"})
        if rule.effect == "level":
            assert decision.urgency == rule.urgency
            assert decision.reasons == rule.any
        elif rule.effect == "weight":
            assert decision.weight == rule.any
        else:
            assert decision.screening


def test_at_most_seven_questions_and_danger_signs_first() -> None:
    for answers in itertools.product(("no", "not_sure", "yes"), repeat=7):
        findings: dict[str, Value] = {}
        asked = []
        while question := next_question(PROTOCOL, findings):
            asked.append(question.id)
            answer = answers[len(asked) - 1]
            findings |= {id: answer for id in question.findings if id not in findings}
        assert asked[0] == "danger_signs"
        assert len(asked) == len(set(asked)) <= triage.MOST_QUESTIONS


def test_what_is_urgent_is_settled_only_after_the_danger_signs() -> None:
    for id in PROTOCOL.findings:
        question = next_question(PROTOCOL, {id: "yes"})
        if id in danger_signs(PROTOCOL):
            assert question is None
        else:
            assert question
            assert question.id == "danger_signs"
