"""How well the skill hears: `python -m tests.heard.measure en` prints the figures and the misses.

Without a language the figures of all.

The stories and utterances were written by people who had not seen the skill's words. The first
half of each file may be looked at while words are mended; the second half is only counted.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

from skill.languages import LOCALES, languages
from skill.speaker.intents import recognizer
from skill.understanding import hear

FOLDER = Path(__file__).parent
DANGER = {"soaking_pads", "dizziness", "severe_pain"}


def read(language: str, kind: str) -> list[dict[str, Any]]:
    """The stories ("stories") or utterances ("utterances") of a language."""
    text = (FOLDER / language / f"{kind}.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = next(iter(tomllib.loads(text).values()))
    return entries


def half(entries: list[dict[str, Any]], which: int) -> list[dict[str, Any]]:
    """The first (0) or the second (1) half."""
    middle = len(entries) // 2
    return entries[middle:] if which else entries[:middle]


def stories(language: str, which: int, *, show: bool = False) -> dict[str, float]:
    """Shares of findings heard, of false yes and false no, and of emergencies heard or asked."""
    expected = right = false_yes = false_no = spoken = danger = heard_danger = lost = 0
    for story in half(read(language, "stories"), which):
        heard = hear(language, story["text"])
        yes = {id for id, value in heard.findings.items() if value == "yes"}
        no = {id for id, value in heard.findings.items() if value == "no"}
        want_yes, want_no, maybe = set(story["yes"]), set(story["no"]), set(story["maybe"])
        expected += len(want_yes | want_no)
        right += len(want_yes & yes) + len(want_no & no)
        spoken += len(yes | no)
        wrong_yes = yes - want_yes - maybe
        wrong_no = no - want_no - maybe
        false_yes += len(wrong_yes)
        false_no += len(wrong_no)
        if want_yes & DANGER:
            danger += 1
            heard_danger += bool(yes & DANGER)
            lost += not (yes & DANGER or set(heard.doubts) & DANGER)
        missed = (want_yes - yes) | (want_no - no)
        if show and (wrong_yes or wrong_no or missed):
            print(f"{story['text']}\n   missed {sorted(missed)} yes! {sorted(wrong_yes)}", end="")
            print(f" no! {sorted(wrong_no)} doubts {heard.doubts}")
    return {
        "heard": right / expected,
        "false_yes": false_yes / max(1, spoken),
        "false_no": false_no / max(1, spoken),
        "danger_first": heard_danger / max(1, danger),
        "danger_lost": lost / max(1, danger),
    }


def utterances(language: str, which: int, *, show: bool = False) -> dict[str, float]:
    """Shares of right intents and topics, and of out-of-scope speech wrongly answered."""
    tag = next(tag for tag in LOCALES if tag.startswith(language))
    understand = recognizer(tag).understand
    entries = half(read(language, "utterances"), which)
    right = topics = right_topics = outside = answered = 0
    for entry in entries:
        got = understand(entry["text"])
        told = {"ReportSymptomsIntent", "TellStoryIntent"}
        also = {entry["intent"], *entry.get("also", [])}
        also |= told if also & told else set()
        right += got.intent in also
        if entry["intent"] == "AskTopicIntent":
            topics += 1
            right_topics += any(
                entry["topic"] in (slot.ids or (hear(language, slot.value).topic,))
                for slot in got.slots.values()
            )
        if entry["intent"] == "AMAZON.FallbackIntent":
            outside += 1
            answered += got.intent not in also
        if show and got.intent not in also:
            print(f"{entry['text']}: {got.intent}, not {entry['intent']}")
    return {
        "intent": right / len(entries),
        "topic": right_topics / topics,
        "outside_answered": answered / outside,
    }


def table() -> None:
    """Print the figures of every language in Markdown, the first half / the second half."""
    print(
        "| language | findings heard | false yes | false no | emergencies heard or asked |", end=""
    )
    print(" intent | topic | out of scope, yet answered |\n|---|---|---|---|---|---|---|---|")
    for language in languages():
        halves = [stories(language, which) | utterances(language, which) for which in (0, 1)]
        for half in halves:
            half["danger_kept"] = 1 - half["danger_lost"]
        stated = ("heard", "false_yes", "false_no", "danger_kept")
        keys = (*stated, "intent", "topic", "outside_answered")
        cells = [" / ".join(f"{one[key]:.0%}" for one in halves) for key in keys]
        print(f"| {language} | {' | '.join(cells)} |")


def main() -> None:
    """Print the misses of a language's first half and both halves' figures; or all figures."""
    if len(sys.argv) < 2:
        table()
        return
    language = sys.argv[1]
    for name, measure in (("stories", stories), ("utterances", utterances)):
        measure(language, 0, show=True)
        for which in (0, 1):
            figures = measure(language, which).items()
            text = ", ".join(f"{key} {value:.1%}" for key, value in figures)
            print(f"== {language} {name}, half {which + 1}: {text}")


if __name__ == "__main__":
    main()
