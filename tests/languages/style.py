"""The translators' rules for a language: locales/<language>/style.toml, which tests hold."""

from __future__ import annotations

import tomllib

import msgspec

from skill.languages import data_folder


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the English holds `english`, the translation holds one of `say`.

    All are beginnings of words or phrases, without regard to case.
    """

    english: str
    say: tuple[str, ...]


class Never(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that no translation holds, and why; a regular expression, without regard to case."""

    words: str
    why: str


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a language is written.

    `characters_a_second` is how fast it is spoken where English has 150 words a minute, measured
    over all sentences; `allowed` are right words that the spelling dictionary lacks.
    """

    address: str
    characters_a_second: float
    term: tuple[Term, ...] = ()
    never: tuple[Never, ...] = ()
    allowed: tuple[str, ...] = ()


def style(language: str) -> Style:
    """The rules of `language`. Raises msgspec.ValidationError with the entry's place."""
    path = data_folder("locales") / language / "style.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Style)
