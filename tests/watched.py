"""Runs one entry of the skill, says all that is logged, and what the process touched meanwhile.

`python -m tests.watched flask|lambda|speaker|page [fail]` reads bodies or utterances from standard
input, a line each. With `fail` the conversation raises an error that holds what was said.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
ELSEWHERE = (
    "subprocess.Popen",
    "os.system",
    "os.mkdir",
    "os.rename",
    "sqlite3.connect",
)
LOOPBACK = "127.0.0.1"

touched: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what leaves the process."""
    wrote = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
    called = event == "socket.connect" and arguments[1][0] != LOOPBACK
    if wrote or called or event in ELSEWHERE:
        touched.append(f"{event} {arguments!r}")


def bodies() -> list[bytes]:
    """The lines of standard input."""
    return sys.stdin.buffer.read().splitlines()


def flask() -> None:
    """Post each line, with headers and an address that hold it too."""
    from skill.alexa.endpoint import create_app

    client = create_app(None).test_client()
    for body in bodies():
        word = body[-40:].decode("ascii", "replace")
        client.get(f"/{word}", headers={"User-Agent": word})
        answer = client.post("/alexa", data=body, headers={"User-Agent": word})
        sys.stdout.write(f"{answer.status_code} {answer.get_data(as_text=True)}\n")


def aws_lambda() -> None:
    """Hand each line over as an event; an error is what the runtime would log."""
    from skill.alexa.aws_lambda import handler

    for body in bodies():
        try:
            answer = handler(json.loads(body), None)
        except Exception:
            logging.exception("the runtime logs errors with their tracebacks")
        else:
            sys.stdout.write(json.dumps(answer) + "\n")


def speaker() -> None:
    """The terminal speaker, by its line protocol."""
    from skill.cli import main

    main(["talk", "--json"], standalone_mode=False)


def page() -> None:
    """The web page's server; each line is said, or where it is no utterance sent as it is."""
    from skill.speaker.loopback import local_endpoint
    from skill.speaker.web import create_app

    with local_endpoint() as skill:
        client = create_app(skill).test_client()
        session = None
        for body in bodies():
            word = body[-40:].decode("ascii", "replace")
            client.get(f"/{word}", headers={"User-Agent": word})
            client.post("/turn", data=body, content_type="application/json")
            said = {"locale": "en-US", "said": body.decode(), "session": session}
            answer = client.post("/turn", json=said, headers={"User-Agent": word})
            session = answer.json["session"] if answer.json else session
            sys.stdout.write(f"{answer.status_code}\n")


def fail(_protocol: object, said: object, _state: object) -> None:
    """Raise what was said."""
    raise ValueError(said, sys.stdin)


if __name__ == "__main__":
    logging.basicConfig(level=1, stream=sys.stderr)
    _, entry, *failing = sys.argv
    if failing:
        import skill.alexa.handlers

        skill.alexa.handlers.respond = fail  # type: ignore[assignment]
    sys.addaudithook(watch)
    before = dict(os.environ)
    {"flask": flask, "lambda": aws_lambda, "speaker": speaker, "page": page}[entry]()
    sys.stderr.write(f"touched: {touched}\nenvironment changed: {dict(os.environ) != before}\n")
