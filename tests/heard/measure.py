"""How well the skill hears: `python -m tests.heard.measure` prints the figures of all languages.

With a language, also what was missed of the set that words are mended on. Every story and
utterance is the first that is said to the real endpoint by a local smart speaker. README.md tells
how the sets are written.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skill.languages import LOCALES, languages
from skill.protocol import load
from skill.speaker.device import Device, Turn
from skill.speaker.loopback import local_endpoint
from skill.triage import danger_signs
from skill.understanding import hear

FOLDER = Path(__file__).parent
SETS = ("seen", "unseen")
TOLD = {"ReportSymptomsIntent", "TellStoryIntent"}
OUTSIDE = "AMAZON.FallbackIntent"

COLUMNS = {
    "findings heard": ("right", "told"),
    "false yes": ("false_yes", "taken"),
    "false no": ("false_no", "taken"),
    "danger heard at once": ("danger_first", "danger"),
    "danger neither told nor asked": ("danger_lost", "danger"),
    "intent": ("intent", "utterances"),
    "topic": ("topic", "topics"),
    "findings of utterances": ("right_short", "told_short"),
    "outside, yet answered": ("answered", "outside"),
    "phrases heard": ("right_phrases", "phrases"),
    "phrases misheard": ("wrong_phrases", "phrases"),
}
"""What is counted, out of what."""


def read(which: str, language: str, kind: str) -> list[dict[str, Any]]:
    """The stories ("stories") or utterances ("utterances") of a set and language."""
    text = (FOLDER / which / language / f"{kind}.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = next(iter(tomllib.loads(text).values()))
    return entries


def phrases(which: str, language: str) -> Iterator[tuple[str, str, str]]:
    """What people say of one finding: its id, yes, no or neither, and the phrase."""
    path = FOLDER / which / language / "phrases.toml"
    if path.exists():
        for id, values in tomllib.loads(path.read_text("utf-8")).items():
            for value, said in values.items():
                for text in said:
                    yield id, value, text


def sets(language: str) -> list[str]:
    """The sets that the language has; between two rounds the unseen one is missing."""
    return [which for which in SETS if (FOLDER / which / language).is_dir()]


@dataclass
class Tally:
    """Counts over a set, and the misses in words."""

    counts: Counter[str]
    misses: list[str]

    def share(self, column: str) -> float:
        """The share that a column of COLUMNS states; 0 where there was nothing to count."""
        part, whole = COLUMNS[column]
        return self.counts[part] / max(1, self.counts[whole])

    def cell(self, column: str) -> str:
        """The share in per cent; a dash where there was nothing to count."""
        return f"{self.share(column):.0%}" if self.counts[COLUMNS[column][1]] else "–"


def measure(url: str, which: str, language: str) -> Tally:
    """The tally of a set; `url` is the skill's endpoint."""
    tag = next(tag for tag in LOCALES if tag.startswith(language))
    tally = Tally(Counter(), [])
    for story in read(which, language, "stories"):
        tally.misses += _story(tally.counts, story, Device(url, tag).say(story["text"]))
    for entry in read(which, language, "utterances"):
        tally.misses += _utterance(tally.counts, language, entry, Device(url, tag))
    for id, value, text in phrases(which, language):
        tally.misses += _phrase(tally.counts, id, value, Device(url, tag).say(text))
    return tally


def _story(counts: Counter[str], story: dict[str, Any], turn: Turn) -> Iterator[str]:
    yes = {id for id, value in turn.findings.items() if value == "yes"}
    no = {id for id, value in turn.findings.items() if value == "no"}
    want_yes, want_no = set(story["yes"]), set(story["no"])
    known = want_yes | want_no | set(story["maybe"])
    wrong = {"yes!": yes - want_yes - set(story["maybe"]), "no!": no - want_no - known}
    wrong["no!"] |= no & want_yes
    missed = (want_yes - yes) | (want_no - no)
    counts["told"] += len(want_yes | want_no)
    counts["right"] += len(want_yes & yes) + len(want_no & no)
    counts["taken"] += len(yes | no)
    counts["false_yes"] += len(wrong["yes!"])
    counts["false_no"] += len(wrong["no!"])
    danger = want_yes & set(danger_signs(load()))
    lost = danger and turn.urgency != "emergency" and not danger & set(turn.asking)
    if danger:
        counts["danger"] += 1
        counts["danger_first"] += turn.urgency == "emergency"
        counts["danger_lost"] += bool(lost)
    if missed or any(wrong.values()) or lost:
        told = [f"{name} {', '.join(sorted(ids))}" for name, ids in wrong.items() if ids]
        told += [f"missed {', '.join(sorted(missed))}"] if missed else []
        told += ["DANGER LOST"] if lost else []
        yield f"{story['text']}\n   {'; '.join(told)} ({turn.intent})"


def _utterance(
    counts: Counter[str], language: str, entry: dict[str, Any], device: Device
) -> Iterator[str]:
    turn = device.say(entry["text"])
    also = {entry["intent"], *entry.get("also", ())}
    also |= TOLD if also & TOLD else set()
    right = turn.intent in also
    counts["utterances"] += 1
    counts["intent"] += right
    if entry["intent"] == OUTSIDE:
        counts["outside"] += 1
        counts["answered"] += not right
    if not right:
        yield f"{entry['text']}: {turn.intent}, not {entry['intent']}"
    if entry["intent"] == "AskTopicIntent":
        counts["topics"] += 1
        topics = {*turn.slots.get("topic", ()), hear(language, entry["text"]).topic}
        counts["topic"] += turn.intent == "AskTopicIntent" and entry["topic"] in topics
        if right and entry["topic"] not in topics:
            yield f"{entry['text']}: topic {', '.join(map(str, topics))}, not {entry['topic']}"
    want = dict.fromkeys(entry.get("yes", ()), "yes") | dict.fromkeys(entry.get("no", ()), "no")
    heard = [id for id, value in want.items() if turn.findings.get(id) == value]
    counts["told_short"] += len(want)
    counts["right_short"] += len(heard)
    if len(heard) < len(want):
        yield f"{entry['text']}: heard {turn.findings}, not {want} ({turn.intent})"


def _phrase(counts: Counter[str], id: str, value: str, turn: Turn) -> Iterator[str]:
    heard = turn.findings.get(id)
    right = heard == value if value != "neither" else heard not in ("yes", "no")
    counts["phrases"] += 1
    counts["right_phrases"] += right
    counts["wrong_phrases"] += not right and heard in ("yes", "no")
    if not right:
        yield f"{turn.heard}: {id} {heard}, not {value} ({turn.intent})"


def table(url: str) -> Iterator[str]:
    """The figures of every language in Markdown, those of its sets side by side."""
    yield f"| language | {' | '.join(COLUMNS)} |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for language in languages():
        tallies = [measure(url, which, language) for which in sets(language)]
        cells = [" / ".join(tally.cell(name) for tally in tallies) for name in COLUMNS]
        yield f"| {language} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table; or a language's misses of the seen set, and its figures of both."""
    with local_endpoint() as url:
        if len(sys.argv) < 2:
            for line in table(url):
                print(line, flush=True)
            return
        language = sys.argv[1]
        for which in sets(language):
            tally = measure(url, which, language)
            if which == "seen":
                print("\n".join(tally.misses))
            figures = ", ".join(f"{name} {tally.share(name):.1%}" for name in COLUMNS)
            print(f"== {language}, {which}: {figures}")


if __name__ == "__main__":
    main()
