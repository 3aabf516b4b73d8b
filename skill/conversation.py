"""What to say next, from what was said and what is known. Pure, and in no language.

A reply is made of lines: names of sentences of the protocol, which `skill.speech` puts into words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from typing import Any, Literal, get_args

import msgspec

from skill.protocol import URGENCIES, Protocol, Urgency, Value
from skill.triage import (
    MOST_QUESTIONS,
    Decision,
    Findings,
    danger_signs,
    decide,
    next_question,
    open_findings,
)

About = Literal["self", "other"]

MOST_NAMED = 3
"""Findings named in one sentence: the ear keeps no longer list."""

MOST_REASONS = 2
"""Findings named as the reason of a long result, one less where screening is named, too."""

MOST_LINES = 16
"""Sentences that are kept for a repeat; no reply has as many."""


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A sentence by its name; `findings` fill its %(findings)s, `denied` follow them."""

    id: str
    findings: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


NOTHING_HEARD = Line("prompt.heard")


class Step(msgspec.Struct, frozen=True):
    """A question that was answered, and the findings before that."""

    asking: str
    before: dict[str, Value]


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a session knows; it travels in the session attributes and nowhere else.

    `asking` is a question's id, or a finding's id where one danger sign is asked alone. `told` is
    the urgency of the advice last spoken. `last` and `reprompt` are what a repeat says again.
    """

    findings: dict[str, Value] = {}
    asking: str = ""
    offered: bool = False
    about: About = "self"
    told: Urgency | None = None
    steps: tuple[Step, ...] = ()
    doubts: tuple[str, ...] = ()
    last: tuple[Line, ...] = ()
    reprompt: tuple[Line, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """What the listener said, as an intent and what was heard in it.

    `doubts` are findings that may or may not be there; `about` is None where nothing tells.
    """

    intent: str
    topic: str | None = None
    findings: dict[str, Value] = {}
    doubts: tuple[str, ...] = ()
    about: About | None = None
    assault: bool = False


class Reply(msgspec.Struct, frozen=True):
    """What to say, and the state after it. `reprompt` is empty where the session ends."""

    lines: tuple[Line, ...]
    reprompt: tuple[Line, ...]
    state: State
    ended: bool = False


_SENTENCE = re.compile(
    r"(prompt(?!\.(list|card|local_number|last_resort))|answer|question|rule)\..+|finding\..+\.ask"
)

ANSWERS = {
    "AskCausesIntent": "causes",
    "AskDangerSignsIntent": "danger_signs",
    "AskUntilSeenIntent": "until_seen",
    "AskHowCommonIntent": "how_common",
    "AskWhatToDoIntent": "what_to_do",
}


def respond(protocol: Protocol, said: Said, state: State) -> Reply:
    """Answer `said`. Danger that was heard is told first, whatever the intent."""
    return _Turn(protocol, said, state).reply()


def asked_findings(protocol: Protocol, state: State) -> tuple[str, ...]:
    """The findings that a plain yes would affirm; empty where none is asked."""
    if state.asking in protocol.findings:
        return (state.asking,)
    if state.asking in protocol.questions:
        return open_findings(protocol.questions[state.asking], state.findings)
    return ()


def restored(protocol: Protocol, kept: object) -> State:
    """The state that a session kept, whoever wrote it: another version, or nobody of ours.

    What cannot be read is left out, a finding never for another part's sake. The urgency told
    counts only while it is that of the findings.
    """
    if not isinstance(kept, dict):
        return State()
    fields: dict[str, Any] = {"findings": _known_findings(protocol, kept.get("findings"))}
    for name, kind in _state_fields():
        if name in kept and name not in fields:
            # A lone surrogate is a UnicodeError.
            with suppress(msgspec.ValidationError, UnicodeError):
                fields[name] = msgspec.convert(kept[name], kind)
    state = State(**fields)
    urgency = decide(protocol, state.findings).urgency
    return msgspec.structs.replace(
        state,
        asking=state.asking if state.asking in {*protocol.questions, *protocol.findings} else "",
        told=urgency if state.told == urgency else None,
        doubts=tuple(dict.fromkeys(id for id in state.doubts if id in danger_signs(protocol))),
        steps=tuple(
            Step(step.asking, _known_findings(protocol, step.before))
            for step in state.steps[-2 * MOST_QUESTIONS :]
            if step.asking in {*protocol.questions, *protocol.findings}
        ),
        last=_sayable(protocol, state.last, state.findings),
        reprompt=_sayable(protocol, state.reprompt, state.findings),
    )


@cache
def _state_fields() -> list[tuple[str, Any]]:
    return [(field.name, field.type) for field in msgspec.structs.fields(State)]


def _known_findings(protocol: Protocol, findings: object) -> dict[str, Value]:
    if not isinstance(findings, dict):
        return {}
    values = get_args(Value)
    return {id: findings[id] for id in protocol.findings if findings.get(id) in values}


def _sayable(protocol: Protocol, lines: tuple[Line, ...], findings: Findings) -> tuple[Line, ...]:
    """The lines, if they are whole sentences of ours that the findings bear out; or else none."""
    urgency = decide(protocol, findings).urgency
    others = {f"prompt.result.{other}" for other in URGENCIES if other != urgency}
    sayable = all(
        line.id in protocol.texts
        and line.id not in others
        and _SENTENCE.fullmatch(line.id)
        and set(line.findings) <= set(protocol.findings)
        and all(findings.get(id) == "no" for id in line.denied)
        for line in lines
    )
    return lines if sayable and len(lines) <= MOST_LINES else ()


class _Turn:
    def __init__(self, protocol: Protocol, said: Said, state: State) -> None:
        self.protocol = protocol
        self.said = said
        self.before = state
        self.state = msgspec.structs.replace(state, about=said.about or state.about)

    def reply(self) -> Reply:
        if self.said.assault or self.said.intent == "AssaultDisclosureIntent":
            return self.assault()
        if self.said.findings or self.said.doubts:
            return self.told_findings()
        handlers: dict[str, Callable[[], Reply]] = {
            "LaunchRequest": self.launch,
            "CheckSymptomsIntent": self.check,
            "ReportSymptomsIntent": self.nothing_heard,
            "TellStoryIntent": self.nothing_heard,
            "AskTopicIntent": self.topic,
            "AskWhyIntent": self.why,
            "AMAZON.YesIntent": lambda: self.answered("yes"),
            "AMAZON.NoIntent": lambda: self.answered("no"),
            "NotSureIntent": lambda: self.answered("not_sure"),
            "CorrectAnswerIntent": self.correct,
            "AMAZON.PreviousIntent": self.go_back,
            "EmergencyNumberIntent": lambda: self.inform("prompt.emergency_number"),
            "AMAZON.RepeatIntent": self.repeat,
            "AMAZON.StartOverIntent": self.start_over,
            "AMAZON.HelpIntent": self.help,
            "AMAZON.StopIntent": self.stop,
            "AMAZON.CancelIntent": self.stop,
            "AMAZON.NavigateHomeIntent": self.stop,
        }
        if self.said.intent in ANSWERS:
            return self.question_about(ANSWERS[self.said.intent])
        return handlers.get(self.said.intent, self.fallback)()

    # The triage

    def told_findings(self) -> Reply:
        """Take in what was heard, say it back, and go on from there.

        A danger sign that may be there is asked, once, before it counts as unsure: "I think I'm
        about to faint" is no answer yet.
        """
        danger = danger_signs(self.protocol)
        unsure = [id for id, value in self.said.findings.items() if value == "not_sure"]
        unclear = (*self.said.doubts, *unsure)
        told = {id: v for id, v in self.said.findings.items() if id not in danger & {*unsure}}
        doubts = []
        for id in dict.fromkeys((*self.state.doubts, *unclear)):
            if id in unclear and id == self.state.asking:
                told[id] = "not_sure"
            elif id in danger and id not in told:
                doubts.append(id)
        findings = {
            id: value for id, value in (self.state.findings | told).items() if id not in doubts
        }
        corrected = any(self.state.findings.get(id, value) != value for id, value in told.items())
        lines = [Line("prompt.corrected")] if corrected else []
        said_no = self.named(id for id, value in told.items() if value == "no")
        said_yes = self.named(id for id, value in told.items() if value == "yes")
        self.remember(findings, tuple(doubts))
        if corrected:
            self.state = msgspec.structs.replace(self.state, told=None)
        return self.go_on(lines, Line("prompt.heard", said_yes, said_no))

    def remember(self, findings: dict[str, Value], doubts: tuple[str, ...]) -> None:
        steps = self.state.steps
        if self.state.asking:
            steps = (*steps, Step(self.state.asking, dict(self.state.findings)))
        # Advice that the findings have outgrown counts as not given.
        outgrown = decide(self.protocol, findings).urgency != self.state.told
        self.state = msgspec.structs.replace(
            self.state,
            findings=findings,
            doubts=doubts,
            told=None if outgrown else self.state.told,
            steps=steps[-2 * MOST_QUESTIONS :],
            asking="",
            offered=False,
        )

    def go_on(self, lines: Iterable[Line] = (), heard: Line = NOTHING_HEARD) -> Reply:
        """The next question, or the result where nothing is left to ask."""
        back = [heard] if heard.findings or heard.denied else []
        decision = decide(self.protocol, self.state.findings)
        if decision.urgency == "emergency":
            return self.result(decision)
        if self.state.doubts:
            finding = self.state.doubts[0]
            self.state = msgspec.structs.replace(self.state, asking=finding)
            return self.say([*lines, *back, Line("prompt.heard.unclear"), *self.question()])
        question = next_question(self.protocol, self.state.findings)
        if question is None:
            return self.result(decision, lines, heard)
        self.state = msgspec.structs.replace(self.state, asking=question.id)
        return self.say([*lines, *back, *self.question()])

    def question(self) -> list[Line]:
        """The open question in words: whole, or what is left of it."""
        asked = asked_findings(self.protocol, self.state)
        if not asked:
            return []
        question = self.protocol.questions.get(self.state.asking)
        if question and asked == question.findings:
            return [Line(f"question.{question.id}")]
        if len(asked) == 1:
            return [Line(f"finding.{asked[0]}.ask")]
        return [Line("prompt.any_of", asked)]

    def result(
        self, decision: Decision, lines: Iterable[Line] = (), heard: Line = NOTHING_HEARD
    ) -> Reply:
        """How urgent, what to do, why, what to avoid until then, when to call for help.

        What was heard is said back by the reason and by the advice on screening; what is denied,
        where nothing is pressing.
        """
        self.state = msgspec.structs.replace(self.state, asking="", told=decision.urgency)
        why = self.because(decision)
        if decision.urgency == "emergency":
            return self.say(
                [Line("prompt.result.emergency"), *why, Line("prompt.result.emergency.wait")],
                reprompt=[Line("prompt.result.emergency.reprompt")],
            )
        pressing = decision.urgency != "prompt"
        back = [] if pressing or not heard.denied else [Line(heard.id, (), heard.denied)]
        screening = [Line("prompt.result.screening")] if decision.screening else []
        return self.say(
            [
                *lines,
                Line(f"prompt.result.{decision.urgency}"),
                *back,
                *why,
                Line("prompt.result.danger"),
                Line("prompt.result.until"),
                *screening,
            ],
            reprompt=[Line("prompt.result.next")],
        )

    def because(self, decision: Decision) -> list[Line]:
        """What decided. A plain yes to a question is told as that question: any of its findings.

        The most important is named; what a listener could not take in is left to a "why?".
        """
        most = MOST_NAMED if decision.urgency == "emergency" else MOST_REASONS
        most -= decision.screening and most == MOST_REASONS
        pressing = decision.urgency != "prompt"
        weight = [id for id in decision.weight if self.state.findings[id] == "yes"]
        deciding = set(decision.reasons if pressing else weight)
        for question in self.protocol.questions.values():
            if len(question.findings) > 1 and set(question.findings) <= deciding:
                if len(question.findings) > MOST_NAMED:
                    return []
                any_of = "why_any" if pressing else "weight_any"
                return [Line(f"prompt.result.{any_of}", question.findings)]
        if decision.reasons:
            return [Line("prompt.result.why", self.named(decision.reasons, most))]
        if weight and not decision.unsure:
            return [Line("prompt.result.weight", self.named(weight, most))]
        return [Line("prompt.result.unsure")] if decision.unsure or decision.weight else []

    def answered(self, value: Value) -> Reply:
        """Yes, no or not sure: to the open question, or to an offer."""
        asked = asked_findings(self.protocol, self.state)
        if asked:
            answers: dict[str, Value] = dict.fromkeys(asked, value)
            doubts = tuple(id for id in self.state.doubts if id not in asked)
            self.remember(self.state.findings | answers, doubts)
            return self.go_on()
        if value == "yes" and self.state.offered:
            return self.check()
        if value == "no" and self.state.told:
            return self.stop()
        if value == "no":
            return self.say([Line("prompt.declined")])
        return self.help()

    def check(self) -> Reply:
        return self.go_on()

    def go_back(self) -> Reply:
        """Ask the last question again, as if it had not been answered."""
        if not self.state.steps:
            return self.inform("prompt.back.nothing")
        *steps, last = self.state.steps
        self.state = msgspec.structs.replace(
            self.state,
            findings=dict(last.before),
            steps=tuple(steps),
            asking=last.asking,
            told=None,
        )
        return self.say(self.question())

    def correct(self) -> Reply:
        if self.state.steps:
            return self.go_back()
        return self.say([Line("prompt.correct.which")])

    # Questions

    def question_about(self, answer: str) -> Reply:
        if answer == "what_to_do" and self.state.told:
            return self.result(decide(self.protocol, self.state.findings))
        return self.inform(f"answer.{answer}")

    def topic(self) -> Reply:
        if self.said.topic in self.protocol.topics:
            return self.inform(f"answer.topic.{self.said.topic}")
        return self.inform("prompt.topic.unknown")

    def why(self) -> Reply:
        if self.state.asking in self.protocol.questions:
            return self.inform(f"question.{self.state.asking}.why")
        if self.state.asking in self.protocol.findings or self.state.told:
            return self.inform(*self.why_told())
        return self.inform("prompt.why.nothing")

    def why_told(self) -> list[str]:
        decision = decide(self.protocol, self.state.findings)
        deciding = {self.state.asking, *decision.reasons, *decision.unsure}
        rules = [
            f"rule.{rule.name}"
            for rule in self.protocol.rules.values()
            if rule.effect == "level" and deciding & set(rule.any)
        ]
        return rules[:2] or ["prompt.why.prompt"]

    def inform(self, *ids: str) -> Reply:
        """Answer, then return to the open question, or offer the next step."""
        lines = [Line(id) for id in ids]
        if self.state.asking:
            back = [Line("prompt.back_to_question"), *self.question()]
            return self.say([*lines, *back], reprompt=self.question())
        if self.state.told:
            return self.say(lines, reprompt=[Line("prompt.result.next")])
        self.state = msgspec.structs.replace(self.state, offered=True)
        return self.say([*lines, Line("prompt.offer.check")], reprompt=[Line("prompt.offer.check")])

    # The rest

    def launch(self) -> Reply:
        self.state = State()
        return self.say([Line("prompt.launch")])

    def assault(self) -> Reply:
        findings = self.state.findings | self.said.findings
        doubts = tuple(id for id in self.said.doubts if id in danger_signs(self.protocol))
        self.remember(findings, doubts)
        decision = decide(self.protocol, findings)
        if decision.urgency == "emergency":
            first = self.result(decision)
            return self.say([*first.lines, Line("prompt.assault")], reprompt=first.reprompt)
        self.state = msgspec.structs.replace(self.state, offered=True)
        return self.say(
            [Line("prompt.assault"), Line("prompt.offer.check")],
            reprompt=[Line("prompt.offer.check")],
        )

    def nothing_heard(self) -> Reply:
        if self.said.topic in self.protocol.topics:
            answer = Line(f"answer.topic.{self.said.topic}")
            return self.inform(answer.id) if self.state.asking else self.go_on([answer])
        if self.said.about and self.said.about != self.before.about:
            return self.check()
        if self.state.asking:
            return self.fallback()
        # Danger may have been told in words that were not understood: ask for it at once.
        return self.go_on([Line("prompt.story.none")])

    def fallback(self) -> Reply:
        if self.state.asking:
            return self.say([Line("prompt.fallback.question"), *self.question()])
        return self.say([Line("prompt.fallback")], reprompt=[Line("prompt.launch.reprompt")])

    def repeat(self) -> Reply:
        if not self.state.last and self.state.findings:
            return self.go_on()
        if not self.state.last:
            return self.say([Line("prompt.nothing_to_repeat")])
        return self.say(self.state.last, reprompt=self.state.reprompt)

    def start_over(self) -> Reply:
        self.state = State()
        started = self.go_on()
        return self.say([Line("prompt.start_over"), *started.lines])

    def help(self) -> Reply:
        if self.state.asking:
            lines = [Line("prompt.help.question"), *self.question()]
            return self.say(lines, reprompt=self.question())
        if self.state.told:
            return self.say([Line("prompt.help.result")], reprompt=[Line("prompt.result.next")])
        return self.say([Line("prompt.help")], reprompt=[Line("prompt.launch.reprompt")])

    def stop(self) -> Reply:
        """Take leave; whoever told of symptoms hears once more, last of all, what to do."""
        urgency = decide(self.protocol, self.state.findings).urgency
        advice = [Line(f"prompt.result.{urgency}")] if self.state.findings else []
        leave = [] if advice and urgency == "emergency" else [Line("prompt.stop")]
        return Reply((*leave, *advice), (), self.state, ended=True)

    def say(self, lines: Iterable[Line], reprompt: Iterable[Line] | None = None) -> Reply:
        lines = tuple(lines)
        if reprompt is None:
            reprompt = self.question() or [Line("prompt.launch.reprompt")]
        reprompt = tuple(reprompt)
        state = msgspec.structs.replace(self.state, last=lines, reprompt=reprompt)
        return Reply(lines, reprompt, state)

    def named(self, ids: Iterable[str], most: int = MOST_NAMED) -> tuple[str, ...]:
        """At most so many of the findings, the protocol's first ones first."""
        said = set(ids)
        return tuple(id for id in self.protocol.findings if id in said)[:most]
