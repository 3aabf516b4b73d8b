"""Protocol -> the documents a clinician reads and signs: the triage as a table and as a drawing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from skill.protocol import Protocol, Question, Rule, Urgency
from skill.triage import MOST_QUESTIONS, decide

FOLDER = Path(__file__).parent.parent / "docs"

LEVELS: dict[Urgency, tuple[str, str]] = {
    "emergency": ("Emergency: get help now", "#f8d7d3"),
    "urgent": ("Urgent: be seen today", "#fbe7bf"),
    "prompt": ("Prompt: make contact soon", "#d9e8f5"),
}
EFFECTS = {
    "level": "sets the urgency",
    "weight": "the advice is given more weight",
    "screening": "cervical screening is mentioned",
}


def generated(protocol: Protocol) -> dict[Path, bytes]:
    """Each generated document's path and content, in UTF-8."""
    return {
        FOLDER / "triage-table.md": table(protocol).encode(),
        FOLDER / "images" / "triage-flow.svg": drawing(protocol).encode(),
    }


def table(protocol: Protocol) -> str:
    """The triage in Markdown: questions, rules, single findings, facts, and room to sign."""
    return "\n".join(
        [
            *_opening(protocol),
            "## The questions, in the order they are asked",
            "",
            *_rows(
                ("", "Question", "Yes to any means", "Not sure means", "Why", "Source", "Reviewed"),
                (_question(protocol, n, q) for n, q in enumerate(protocol.questions.values(), 1)),
            ),
            "## The rules",
            "",
            "The most urgent rule that holds decides. Where none holds, the urgency is *prompt*.",
            "",
            *_rows(
                ("Rule", "Holds if there is", "Urgency", "Effect", "Why", "Source", "Reviewed"),
                (_rule(protocol, rule) for rule in protocol.rules.values()),
            ),
            "## Each finding alone",
            "",
            "What is told when nothing else is known. More findings never make it less urgent.",
            "",
            *_rows(
                ("Finding", "There", "Not sure", "Not there"),
                (
                    (f"{finding.you} (`{id}`)", *(_alone(protocol, id, v) for v in _VALUES))
                    for id, finding in protocol.findings.items()
                ),
            ),
            "## The facts",
            "",
            "What the source document says, by section and sentence.",
            "",
            *_rows(
                ("Fact", "Section", "Sentence", "Says"),
                (
                    (f"`{fact.id}`", fact.section, str(fact.sentence), fact.says)
                    for fact in protocol.facts.values()
                ),
            ),
            "## Signature",
            "",
            *_rows(
                ("Reviewed by", "Profession", "Date", "Accepted, or what to change"),
                [(" ", " ", " ", " ")] * 2,
            ),
        ]
    )


_VALUES = ("yes", "not_sure", "no")


def _opening(protocol: Protocol) -> list[str]:
    number = {"number": "(the country's number)"}
    advice = {level: protocol.prompts[f"result.{level}"].text % number for level in LEVELS}
    return [
        "# The triage, for a clinician to sign",
        "",
        "Generated from `skill/protocol` by `skill documents`; do not edit.",
        "",
        "**To change a rule or a question:** edit `skill/protocol/rules.toml` or `questions.toml`,",
        "set `reviewed` to the day, run `skill documents` and the tests, and sign below.",
        "",
        "![The flow of the triage](images/triage-flow.svg)",
        "",
        "## What is told",
        "",
        *_rows(
            ("Urgency", "Advice (English)"),
            ((LEVELS[level][0], text) for level, text in advice.items()),
        ),
        f"At most {MOST_QUESTIONS} questions. What was already said is not asked again. A yes to a",
        "danger sign ends the questions. *Not asked* never counts as *no*, and every result names",
        "the danger signs and the emergency number.",
        "",
    ]


def _question(protocol: Protocol, number: int, question: Question) -> tuple[str, ...]:
    rules = _rules(protocol, question)
    meaning = "; ".join(dict.fromkeys(_meaning(rule) for rule in rules))
    return (
        str(number),
        question.text,
        meaning,
        f"**{question.not_sure}**: {question.not_sure_why}",
        question.why,
        _sources(question.facts),
        str(question.reviewed),
    )


def _rule(protocol: Protocol, rule: Rule) -> tuple[str, ...]:
    return (
        rule.name,
        ", or ".join(protocol.findings[id].you for id in rule.any),
        f"**{rule.urgency}**",
        EFFECTS[rule.effect],
        rule.why,
        _sources(rule.facts),
        str(rule.reviewed),
    )


def _rules(protocol: Protocol, question: Question) -> list[Rule]:
    return [rule for rule in protocol.rules.values() if set(rule.any) & set(question.findings)]


def _meaning(rule: Rule) -> str:
    level = f"**{rule.urgency}**"
    return level if rule.effect == "level" else f"{level}, and {EFFECTS[rule.effect]}"


def _alone(protocol: Protocol, finding: str, value: str) -> str:
    decision = decide(protocol, {finding: value})  # type: ignore[dict-item]
    more = [EFFECTS["weight"]] * bool(decision.weight)
    more += [EFFECTS["screening"]] * decision.screening
    return "; ".join([f"**{decision.urgency}**", *more])


def _sources(facts: Iterable[str]) -> str:
    return ", ".join(f"`{fact}`" for fact in facts)


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, ("---",) * len(head), *rows]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]


WIDTH, MARGIN, BOX, GAP, LINE, SIDE = 920, 20, 470, 34, 20, 270


def drawing(protocol: Protocol) -> str:
    """The flow as SVG: a question a box, where a yes and a "not sure" lead to the right of it."""
    svg = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-label": "The flow of the triage; the table below says the same in words.",
            "font-family": "system-ui, sans-serif",
            "font-size": "15",
        },
    )
    paper = ElementTree.SubElement(svg, "rect", {"fill": "#ffffff", "width": str(WIDTH)})
    top = MARGIN
    for question in protocol.questions.values():
        text = textwrap.wrap(question.text, 58)
        ways = _ways(protocol, question)
        height = max(len(text), len(ways) * 2) * LINE + 24
        _box(svg, MARGIN, top, BOX, height, "#f3f3f3", text)
        for i, (answer, label, fill) in enumerate(ways):
            middle = top + height * (2 * i + 1) // (2 * len(ways))
            left = WIDTH - MARGIN - SIDE
            _arrow(svg, MARGIN + BOX, middle, left, middle)
            _text(svg, MARGIN + BOX + 12, middle - 6, answer)
            _box(svg, left, middle - 15, SIDE, 30, fill, [label])
        foot = top + height
        _arrow(svg, MARGIN + BOX // 2, foot, MARGIN + BOX // 2, foot + GAP)
        ends = any(rule.effect == "level" for rule in _rules(protocol, question))
        _text(svg, MARGIN + BOX // 2 + 10, foot + GAP // 2 + 5, "no" if ends else "any answer")
        top = foot + GAP
    label, fill = LEVELS["prompt"]
    _box(svg, MARGIN, top, BOX, LINE + 24, fill, [label])
    height = top + LINE + 24 + MARGIN
    paper.set("height", str(height))
    svg.set("viewBox", f"0 0 {WIDTH} {height}")
    ElementTree.indent(svg)
    return ElementTree.tostring(svg, encoding="unicode") + "\n"


def _ways(protocol: Protocol, question: Question) -> list[tuple[str, str, str]]:
    """The ways out to the right: the answer, what it leads to, and the colour of that."""
    yes = decide(protocol, dict.fromkeys(question.findings, "yes")).urgency
    unsure = decide(protocol, dict.fromkeys(question.findings, "not_sure")).urgency
    if yes == "prompt":
        effects = dict.fromkeys(EFFECTS[rule.effect] for rule in _rules(protocol, question))
        return [("yes, not sure", effect, LEVELS[yes][1]) for effect in effects]
    if yes == unsure:
        return [("yes, not sure", *LEVELS[yes])]
    return [("yes", *LEVELS[yes]), ("not sure", *LEVELS[unsure])]


def _box(
    svg: ElementTree.Element, x: int, y: int, width: int, height: int, fill: str, lines: list[str]
) -> None:
    place = {"x": x, "y": y, "width": width, "height": height, "rx": 8}
    rect = {"fill": fill, "stroke": "#555555", **{key: str(n) for key, n in place.items()}}
    ElementTree.SubElement(svg, "rect", rect)
    first = y + (height - len(lines) * LINE) // 2 + 15
    for i, line in enumerate(lines):
        _text(svg, x + 12, first + i * LINE, line)


def _text(svg: ElementTree.Element, x: int, y: int, words: str) -> None:
    text = ElementTree.SubElement(svg, "text", {"x": str(x), "y": str(y), "fill": "#1b1b1b"})
    text.text = words


def _arrow(svg: ElementTree.Element, x: int, y: int, to_x: int, to_y: int) -> None:
    across = to_y == y
    back = ((-8, -5), (-8, 5)) if across else ((-5, -8), (5, -8))
    points = " ".join(f"{to_x + a},{to_y + b}" for a, b in ((0, 0), *back))
    line = {"x1": str(x), "y1": str(y), "x2": str(to_x), "y2": str(to_y), "stroke": "#555555"}
    ElementTree.SubElement(svg, "line", line)
    ElementTree.SubElement(svg, "polygon", {"points": points, "fill": "#555555"})
