"""Hearing free speech: what is there, what is denied, of whom, and what is asked about.

One method for all languages; their words are data (docs/voice-designer.md). What may be there and
may be denied is in doubt; of a danger sign in doubt the conversation asks at once. What is past,
imagined or someone else's counts for nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

import msgspec

from skill import protocol
from skill.protocol import Value
from skill.triage import danger_signs
from skill.understanding.lexicon import Index, Match, index
from skill.understanding.text import words

AGE_AT_RISK = 35
REVERSAL_REACH = 6
"""Words from a denial to the words that deny it in turn, at most."""


class Heard(msgspec.Struct, frozen=True):
    """What was heard in one utterance; `doubts` are findings that may be there or denied."""

    findings: dict[str, Value] = {}
    doubts: tuple[str, ...] = ()
    about: Literal["self", "other"] | None = None
    topic: str | None = None
    assault: bool = False


def hear(language: str, text: str) -> Heard:
    """What `text`, an utterance in `language`, says."""
    phrases = index(language)
    return _Hearing(phrases.spelled(words(text)), phrases).heard()


PEOPLE = ("self", "patients", "bystanders")
GRAMMAR = ("stops", "joins", *PEOPLE)


class _Hearing:
    def __init__(self, tokens: Sequence[str], index: Index) -> None:
        self.tokens = tokens
        self.index = index
        self.matches = matches = index.matches(tokens)
        kept = [match for match in matches if not self.swallowed(match, around(match, matches))]
        self.findings = [match for match in kept if match.meaning.startswith(("yes/", "age"))]
        self.denials = [match for match in kept if match.meaning.startswith("no/")]
        self.topics = [match for match in kept if match.meaning.startswith("topic/")]
        self.met = by_meaning(matches)
        self.kept = by_meaning(kept)
        # Who does a thing may be told within the phrase that tells the thing: "i'm fifty".
        people = [match for match in matches if match.meaning in PEOPLE]
        self.markers = sorted(
            (one for one in people if not any(one.within(other) for other in people)),
            key=lambda match: match.start,
        )

    @staticmethod
    def swallowed(match: Match, others: Iterable[Match]) -> bool:
        """Whether a longer phrase uses up the words of `match`.

        A finding is not used up by another finding: both may be meant. A word of grammar is used
        up by anything longer, but what opens a clause not by other grammar, and what stops a denial
        not by a phrase that may skip it. A phrase that denies a finding uses up all that it spans
        of it.
        """
        kind = match.meaning.partition("/")[0]
        swallowing = {
            "yes": ("no/", "harmless", "not_age"),
            "no": ("harmless", "yes/", "no/"),
            "age": ("harmless", "not_age", "age", "yes/", "no/"),
            "topic": ("topic/",),
        }.get(kind, ("",))
        return any(
            (
                match.within(other)
                and other.meaning.startswith(swallowing)
                and not (kind == "clauses" and other.meaning in GRAMMAR)
                and not (kind == "stops" and other.weight < other.end - other.start)
                and not (kind not in ("yes", "no", "age") and other.meaning.startswith("topic/"))
            )
            or (kind == "yes" and other.meaning == f"no/{match.id}" and match.spanned(other))
            or (kind == "age" and other.meaning == "not_age" and _overlap(match, other))
            for other in others
        )

    def at(self, meaning: str) -> list[Match]:
        return self.kept[meaning]

    def heard(self) -> Heard:
        values: dict[str, set[str]] = {}
        subjects: set[str] = set()
        unclear: set[str] = set()
        said_of = {match: self.value(match) for match in self.findings}
        # "No pain during sex" denies no other pain, nor tells of it.
        denied = [match for match, value in said_of.items() if value in ("no", "doubt")]
        for match, value in said_of.items():
            subject = self.subject(match)
            if any(match.within(other) for other in denied):
                continue
            if value is None and self.vain_from_afar(match) and not self.denied(match):
                unclear.add(self.finding(match))
            if value and not (subject == "bystanders" and self.has_other_patient(match)):
                values.setdefault(self.finding(match), set()).add(value)
                subjects.add(subject)
        for match in self.denials:
            if not self.in_vain(match):
                if self.turned(match) or self.denies_what_follows(match) or self.taken_back(match):
                    unclear.add(match.id)
                else:
                    values.setdefault(match.id, set()).add("no")
                subjects.add(self.subject(match))
        for id in unclear - values.keys():
            values[id] = {"doubt"}
        findings: dict[str, Value] = {}
        doubts = []
        for id, said in values.items():
            if len(said) == 1 and "doubt" not in said:
                findings[id] = said.pop()  # type: ignore[assignment]
            elif "yes" in said and "no" not in said:
                findings[id] = "yes"
            else:
                doubts.append(id)
        return Heard(
            findings=findings,
            doubts=tuple(doubts),
            about=self.about(subjects),
            topic=max(self.topics, key=lambda match: match.weight).id if self.topics else None,
            assault=any(not self.in_vain(match) for match in self.at("assault")),
        )

    def finding(self, match: Match) -> str:
        return "over_35" if match.meaning == "age" else match.id

    def value(self, match: Match) -> str | None:
        """What is said of the finding: yes, no, not_sure, doubt; None where it is not current."""
        if self.in_vain(match):
            return None
        if match.meaning == "age":
            if match.number == AGE_AT_RISK:
                return "not_sure"
            return "yes" if match.number > AGE_AT_RISK else "no"
        return self.denied(match) or "yes"

    def in_vain(self, match: Match) -> bool:
        """Whether the match stands in a clause of what is past or only imagined."""
        return bool(self.vain_cues(match))

    def vain_from_afar(self, match: Match) -> bool:
        """Whether what makes the match past or imagined is too far off to be sure of it.

        Where that follows, it stands closer: "it hurts so badly, like nothing since I gave birth".
        """
        reach = self.index.reach
        return all(
            match.start - cue.end > reach or cue.start - match.end > reach // 2
            for cue in self.vain_cues(match)
        )

    def vain_cues(self, match: Match) -> list[Match]:
        """The words in the match's clause that tell of what is past or only imagined."""
        start = max(
            (clause.start for clause in self.at("clauses") if clause.start <= match.start),
            default=0,
        )
        end = min(
            (clause.start for clause in self.at("clauses") if clause.start >= match.end),
            default=len(self.tokens),
        )
        opens = any(clause.start == match.start for clause in self.met["clauses"])
        cues = [
            *self.at("past"),
            *(cue for cue in self.at("hypothetical") if cue.start < match.start),
            *(cue for cue in self.at("hypothetical_after") if cue.start > match.start),
        ]
        return [
            cue
            for cue in cues
            if (match.start if opens and cue.meaning == "past" else start) <= cue.start < end
            and (
                not _overlap(cue, match)
                # "What if I'm dizzy": the two have a word in common.
                or (
                    cue.meaning == "hypothetical"
                    and cue.start < match.start
                    and not cue.spanned(match)
                )
            )
        ]

    def denied(self, match: Match) -> str | None:
        """no, not_sure or doubt where a denial or an uncertainty reaches the match."""
        for before, after, value in (
            ("negators", "negators_after", "no"),
            ("unsure", "unsure_after", "not_sure"),
        ):
            reached = self.reached_forward(match, before) or self.reached_back(match, after)
            if reached:
                return "doubt" if reached == "doubt" or self.taken_back(match) else value
        return "no" if self.carried_on(match) else None

    def taken_back(self, match: Match) -> bool:
        """Whether words near by deny the denial of the match: "I can't say I'm not dizzy"."""
        return any(
            cue.end <= match.end
            and match.start - cue.end <= REVERSAL_REACH
            and self.denies_between(cue.end, match.end)
            for cue in self.met["reversals"]
        ) or any(
            match.start <= cue.start <= match.end + REVERSAL_REACH
            and self.denies_between(match.start, cue.start)
            for cue in self.met["reversals_after"]
        )

    def denies_between(self, start: int, end: int) -> bool:
        """Whether a denial stands in the words from `start` to `end`."""
        words_of_denial = (*self.met["negators"], *self.at("negators_after"), *self.denials)
        return any(start <= denial.start and denial.end <= end for denial in words_of_denial)

    def carried_on(self, match: Match) -> bool:
        """Whether the denial of another thing holds for this one, too.

        "No pain or dizziness"; or before it, where a language denies at the end.
        """
        return any(
            (
                denial.start < other.start <= denial.end <= other.end
                and 0 <= match.start - other.end <= 1
                and any(cue.spanned(denial) for cue in self.met["negators"])
            )
            or (
                other.start == match.end
                and 0 <= denial.start - other.end <= 1
                and any(
                    cue.spanned(denial) and cue.end == denial.end
                    for cue in self.met["negators_after"]
                )
            )
            for other in self.met["alternatives"]
            for denial in self.denials
        )

    def cues(self, meaning: str, match: Match) -> list[Match]:
        """The cues that may reach `match`; one that a phrase denying the same uses up may still."""
        denials = [denial for denial in self.denials if denial.id == match.id]
        return [
            cue
            for cue in self.met[meaning]
            if cue in self.at(meaning) or any(cue.spanned(denial) for denial in denials)
        ]

    def turned(self, match: Match) -> bool:
        """Whether a denial stands right before a phrase that denies without one: "not light"."""
        if any(_overlap(negator, match) for negator in self.met["negators"]):
            return False
        findings = [other for other in self.findings if other.end <= match.start]
        return any(
            0 <= match.start - negator.end <= 1
            and not any(negator.end <= finding.start for finding in findings)
            for negator in self.at("negators")
        )

    def denies_what_follows(self, denial: Match) -> bool:
        """Whether the only denial of a phrase, at its end, begins another: "dizzy no fever"."""
        last = max(
            (cue for cue in self.met["negators"] if cue.spanned(denial)),
            key=lambda cue: cue.end,
            default=None,
        )
        if last is None or last.end != denial.end:
            return False
        before = range(denial.start - 1, last.start + 1)
        return not any(cue.end in before for cue in self.met["negators"]) and any(
            other.start == last.start and other.end > denial.end and other.id != denial.id
            for other in self.denials
        )

    def reached_forward(self, match: Match, cue_meaning: str) -> str | None:
        for cue in reversed(
            [cue for cue in self.cues(cue_meaning, match) if cue.start < match.start]
        ):
            if match.start < cue.end:
                # "Isn't bearable" denies nothing where "not bearable" is the finding.
                if any(negator.spanned(match) for negator in self.met["negators"]):
                    continue
                return "reached"
            if any(cue.end <= stop.start <= match.start for stop in self.at("stops")):
                return None
            # "It's no joke I'm dizzy": who does it is told within the phrase.
            if any(cue.end < stop.start == match.start for stop in self.met["stops"]):
                return None
            between = [
                other
                for other in (*self.findings, *self.denials)
                if cue.end <= other.start and other.end <= match.start
            ]
            begin = max((other.end for other in between), default=cue.end)
            if match.start - begin > (self.index.list_reach if between else self.index.reach):
                continue
            joined = any(begin <= join.start < match.start for join in self.at("joins"))
            # Of a danger sign only a denial right before it is beyond doubt: "haven't slept faint".
            sure = 0 if match.id in _danger_signs() else self.index.sure
            far = match.start - begin > sure
            return "doubt" if far or (between and joined) else "reached"
        return None

    def reached_back(self, match: Match, cue_meaning: str) -> str | None:
        walls = [*self.at("stops"), *self.at("clauses")]
        for cue in [cue for cue in self.cues(cue_meaning, match) if cue.start >= match.end]:
            if any(match.end <= wall.start < cue.start for wall in walls):
                return None
            between = [
                other
                for other in (*self.findings, *self.denials)
                if match.end <= other.start and other.end <= cue.start
            ]
            first = min((other.start for other in between), default=cue.start)
            if self.looks_ahead(cue):
                return None
            earlier = [
                other for other in self.at(cue_meaning) if match.end <= other.start < cue.start
            ]
            reach = self.index.list_reach if between else self.index.reach
            if earlier or first - match.end > reach:
                return None
            joined = any(match.end <= join.start < first for join in self.at("joins"))
            # "It's soaked, pain or fever I have not": what stands before the list may not be of it.
            listed = any(other.start == match.end for other in self.met["alternatives"])
            far = first - match.end > self.index.sure or not self.ends_clause(cue)
            return "doubt" if far or (between and (joined or not listed)) else "reached"
        return None

    def ends_clause(self, cue: Match) -> bool:
        """Whether what follows the cue is none of its clause: "dizzy not at all, and ..."."""
        return cue.end == len(self.tokens) or any(
            other.start == cue.end or other.start < cue.end < other.end for other in self.matches
        )

    def looks_ahead(self, cue: Match) -> bool:
        """Whether words that deny on either side stand before something to deny.

        Or have a word of a finding that goes on after them: "pains that are not bearable".
        """
        if any(cue.start < other.start < cue.end < other.end for other in self.findings):
            return True
        both = any(
            other.start == cue.start and other.end == cue.end for other in self.at("negators")
        )
        return both and any(
            0 <= other.start - cue.end <= self.index.list_reach
            for other in (*self.findings, *self.denials)
        )

    # Who it is about

    def has_other_patient(self, match: Match) -> bool:
        """Whether it goes about another than the bystander who is spoken of at the match.

        "My cousin fainted, she has been bleeding": whom "she" takes up is the patient.
        """
        return any(
            marker.meaning == "self" or (marker.meaning == "patients" and marker.start < match.end)
            for marker in self.markers
        )

    def subject(self, match: Match) -> str:
        """The one spoken of at the match: the last named at or before it."""
        before = [marker for marker in self.markers if marker.start <= match.start]
        # "It hurts when he goes in" tells of her, not of him.
        inside = [
            marker
            for marker in self.markers
            if match.start <= marker.start < match.end and marker.meaning != "bystanders"
        ]
        return (inside or before)[-1].meaning if inside or before else ""

    def about(self, subjects: set[str]) -> Literal["self", "other"] | None:
        markers = self.markers
        named = {marker.meaning for marker in markers}
        if "patients" in subjects:
            return "other"
        if "self" in subjects:
            return None
        if markers and markers[0].meaning == "patients":
            return "other"
        if "bystanders" in subjects and not named & {"self"}:
            return "other"
        return None


@cache
def _danger_signs() -> frozenset[str]:
    return frozenset(danger_signs(protocol.load()))


def by_meaning(matches: Iterable[Match]) -> Mapping[str, list[Match]]:
    """The matches of each meaning, in their order."""
    found: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        found[match.meaning].append(match)
    return found


def around(match: Match, matches: Sequence[Match]) -> Iterator[Match]:
    """Those of the matches, which are ordered by their start, that may overlap `match`."""
    longest = max(other.end - other.start for other in matches)
    first = bisect_left(matches, match.start - longest, key=lambda other: other.start)
    for other in matches[first:]:
        if other.start > match.end:
            return
        yield other


def _overlap(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end
