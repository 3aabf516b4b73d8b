"""The terminal speaker at a real terminal, as a person types."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from skill.speaker.voice import INSTALL, NO_SOUND

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 20
HANDS_SECONDS = 0.3
CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"
PROMPT = "> "
WELCOME = "check my symptoms. Or ask: what can cause it?"

ESPEAK = """#!/bin/sh
echo "$@" >> {folder}/arguments
cat >> {folder}/spoken
{then}
"""


class Terminal:
    """A process at a terminal of its own."""

    def __init__(self, process: subprocess.Popen[bytes], line: int) -> None:
        self.process = process
        self.line = line
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self.line, keys.encode())

    def see(self, text: str) -> str:
        """Wait until `text` is shown, however it is wrapped; what was shown until then."""
        pattern = r"\s+".join(re.escape(word) for word in text.split())
        until = time.monotonic() + PATIENCE_SECONDS
        while not (found := re.search(pattern, self.shown)):
            if not self.read(until):
                raise AssertionError(f"{text!r} was not shown, but {self.shown!r}")
        shown, self.shown = self.shown[: found.end()], self.shown[found.end() :]
        return shown

    def read(self, until: float) -> bool:
        """Read what is shown; whether anything was, in time."""
        ready, _, _ = select.select([self.line], [], [], max(0, until - time.monotonic()))
        if not ready:
            return False
        try:
            more = os.read(self.line, 65536)
        except OSError:  # The other end is closed.
            return False
        self.shown += re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", more.decode("utf-8", "replace"))
        return bool(more)

    def leave(self, key: str = CTRL_D) -> int:
        """Press a key at the next prompt that ends it; the exit status."""
        self.see(PROMPT)
        # Python's readline misses a signal between its prompt and its waiting, some microseconds.
        time.sleep(HANDS_SECONDS)
        self.type(key)
        while self.read(time.monotonic() + PATIENCE_SECONDS):
            pass
        return self.process.wait(PATIENCE_SECONDS)


def at_the_terminal() -> None:
    """Take the terminal, and Ctrl-C with it, which a suite run in the background ignores."""
    os.close(os.open(os.ttyname(0), os.O_RDWR))
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def terminal(home: Path, *options: str, path: str = "") -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "skill.cli", "talk", *options],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=at_the_terminal,
        env={
            **os.environ,
            "HOME": str(home),
            "TERM": "xterm",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": path or os.environ["PATH"],
        },
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of one's own, where nothing is left behind."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_it_ends_cleanly(home: Path, key: str) -> None:
    with terminal(home) as person:
        person.see(WELCOME)
        assert person.leave(key) == 0
        assert "Traceback" not in person.shown


def test_a_conversation_in_two_languages(home: Path) -> None:
    with terminal(home) as person:
        person.see(WELCOME)
        person.type("i have a fever\n")
        person.see("you have a fever")
        person.type("/why\n")
        person.see("I ask because")
        person.see("fever: urgent, after the document's")
        person.type("/locale tlh-QO\n")
        person.see("/locale and one of:")
        person.see("pt-BR português (Brasil)")
        person.type("/loc\tde-D\t\n")
        person.see("✓ Fieber")
        person.type("mir ist schwindlig\n")
        person.see("!! Notfall: sofort Hilfe holen")
        person.see("112")
        person.type("/json\n")
        assert '"locale": "de-DE"' in person.see('"shouldEndSession": false')
        person.type("/nonsense\n")
        person.see("The commands are /locale, /why, /json, /new, /help.")
        person.type("/help\n")
        person.see("/why Why this question or this advice, and the rules and their sources")
        person.type("/new\n")
        person.see("[LaunchRequest]")
        assert person.leave() == 0


@pytest.mark.parametrize("line", ["🤕 \x1b[31m", "x" * 3_000, "/", "/locale", "[red]", "!new"])
def test_whatever_is_typed_it_goes_on(home: Path, line: str) -> None:
    with terminal(home, "--locale", "hi-IN") as person:
        person.see("[LaunchRequest]")
        person.type(f"{line}\n")
        person.type("मुझे बुखार है\n")
        person.see("✓ आपको बुखार है")
        assert person.leave() == 0
        assert "Traceback" not in person.shown


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_what_is_piped_is_answered_whatever_its_bytes(options: tuple[str, ...]) -> None:
    said = "मुझे बुखार है\n".encode() + b"\xff\xfe\x00\n" + b"x" * 1_000_000 + b"\n/why\n"
    done = talk_through_a_pipe(said, "--locale", "hi-IN", *options)
    assert done.returncode == 0
    assert done.stderr == b""
    assert "आपको बुखार है" in done.stdout.decode()
    assert b"\x1b[" not in done.stdout


def test_it_ends_quietly_when_nobody_reads_on() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = talk_through_a_pipe(b"help\n" * 20, "--json", stdout=writing)
    os.close(writing)
    assert done.stderr == b""


def talk_through_a_pipe(
    said: bytes, *options: str, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """`skill talk` without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "skill.cli", "talk", *options],
        input=said,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )


def test_lines_are_remembered_until_it_ends_and_kept_nowhere(home: Path) -> None:
    with terminal(home) as person:
        person.see(WELCOME)
        person.type("what can cause it\n")
        person.see("[AskCausesIntent]")
        person.type(f"{UP}\n")
        person.see("[AskCausesIntent]")
        assert person.leave() == 0
    assert not list(home.iterdir())
    with terminal(home) as person:
        person.see(WELCOME)
        person.see(PROMPT)
        person.type(f"{UP}\n")
        # Nothing to recall: an empty line, which is silence.
        assert "AskCausesIntent" not in person.see("[LaunchRequest]")


@pytest.mark.parametrize(("then", "noted"), [("", ""), ("echo error >&2", NO_SOUND)])
def test_answers_are_read_aloud_by_espeak(
    home: Path, tmp_path: Path, then: str, noted: str
) -> None:
    program = tmp_path / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text(ESPEAK.format(folder=tmp_path, then=then))
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    with terminal(home, "--speak", "--locale", "de-DE", path=path) as person:
        person.see("[LaunchRequest]")
        if noted:
            person.see(noted)
        person.see(PROMPT)
        person.type("mir ist schwindlig\n")
        person.see("[ReportSymptomsIntent]")
        assert person.leave(CTRL_C) == 0
    spoken = (tmp_path / "spoken").read_text("utf-8")
    assert "eins eins zwei" in spoken
    assert ("Schwindel" in spoken) == (not noted)
    # What is said is no argument, which others on the machine could read.
    arguments = (tmp_path / "arguments").read_text()
    assert set(arguments.splitlines()) == {"-v de-DE -s 155 --stdin"}


def test_it_says_how_to_install_what_speaks(home: Path, tmp_path: Path) -> None:
    with terminal(home, "--speak", path=str(tmp_path / "nothing")) as person:
        person.see(WELCOME)
        person.see(INSTALL)
        person.type("what can cause it\n")
        shown = person.see("[AskCausesIntent]")
        assert "espeak-ng" not in shown
