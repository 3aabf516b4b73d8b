"""From findings to a decision: how urgent it is and why. Pure, and in no language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skill.protocol import URGENCIES, Protocol, Question, Urgency, Value

Findings = Mapping[str, Value]
"""Finding id -> "yes", "no" or "not_sure". One not yet asked is missing, which is never "no"."""

MOST_QUESTIONS = 7


@dataclass(frozen=True)
class Decision:
    """How urgent the findings are, and what made them so; finding ids in the protocol's order."""

    urgency: Urgency
    reasons: tuple[str, ...]
    unsure: tuple[str, ...]
    weight: tuple[str, ...]
    screening: bool


def decide(protocol: Protocol, findings: Findings) -> Decision:
    """What the findings call for: the most urgent rule that holds; "prompt" where none does.

    `reasons` are the findings that are there and set the urgency, `unsure` the unsure ones that
    set it. An unsure finding counts for the urgency its question gives it, and otherwise as there.
    """
    levels: dict[str, Urgency] = {}
    weight: list[str] = []
    screening = False
    for rule in protocol.rules.values():
        for finding in rule.any:
            value = findings.get(finding)
            if value == "yes" and rule.effect == "level":
                levels[finding] = min(
                    rule.urgency, levels.get(finding, rule.urgency), key=URGENCIES.index
                )
            elif value in ("yes", "not_sure") and rule.effect == "weight":
                weight.append(finding)
            elif value in ("yes", "not_sure") and rule.effect == "screening":
                screening = True
    for question in protocol.questions.values():
        for finding in question.findings:
            if findings.get(finding) == "not_sure":
                levels[finding] = question.not_sure
    urgency: Urgency = min(levels.values(), key=URGENCIES.index, default="prompt")
    deciding = [id for id in protocol.findings if levels.get(id) == urgency != "prompt"]
    return Decision(
        urgency=urgency,
        reasons=tuple(id for id in deciding if findings[id] == "yes"),
        unsure=tuple(id for id in deciding if findings[id] == "not_sure"),
        weight=tuple(weight),
        screening=screening,
    )


def next_question(protocol: Protocol, findings: Findings) -> Question | None:
    """The next question that can still change the urgency or what is told; None when settled.

    The danger signs come first, whatever is known. A question is answered by one yes, or when
    each of its findings has an answer.
    """
    urgency = decide(protocol, findings).urgency
    for question in protocol.questions.values():
        highest = min(
            (
                rule.urgency
                for rule in protocol.rules.values()
                if rule.effect == "level" and set(rule.any) & set(question.findings)
            ),
            key=URGENCIES.index,
            default="prompt",
        )
        settled = urgency != "prompt" and URGENCIES.index(highest) >= URGENCIES.index(urgency)
        answered = any(findings.get(id) == "yes" for id in question.findings) or all(
            id in findings for id in question.findings
        )
        if not settled and not answered:
            return question
    return None


def open_findings(question: Question, findings: Findings) -> tuple[str, ...]:
    """The findings of `question` that have no answer yet."""
    return tuple(id for id in question.findings if id not in findings)


def danger_signs(protocol: Protocol) -> frozenset[str]:
    """The findings that are an emergency when they are there."""
    return frozenset(
        finding
        for rule in protocol.rules.values()
        if rule.urgency == "emergency"
        for finding in rule.any
    )
