"""The catalogs of the translators: made from the protocol, brought up to date, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from skill.languages import LOCALES, data_folder
from skill.protocol import Protocol

PLACEHOLDER = re.compile(r"%\((\w+)\)s")

COMMENTS = {
    "prompt": "The skill says this to the listener.",
    "answer": "The answer to a question; it must start with the answer.",
    "question": "Asked in the triage; at most ten seconds long.",
    "rule": "Said when the listener asks why the advice is what it is.",
    "finding": "Names one finding.",
    "label": "Read, not spoken.",
    "suggestion": "What the listener may say: lower case, no punctuation; a sample of the model.",
    ".clause": "A clause without capital or full stop, which follows 'because' or 'I understood:'.",
    ".denied": "A short denial without capital or full stop, read back after 'I understood:'.",
    ".why": "Said when the listener asks why this question is asked.",
    ".other": "Said where the listener speaks for another person.",
    "%(number)s": "%(number)s becomes an emergency number such as 112.",
    "%(findings)s": "%(findings)s becomes one to four clauses, joined with and, or with or.",
}


def template(protocol: Protocol) -> Catalog:
    """The template of all catalogs: every spoken sentence, its id as context, comments."""
    catalog = Catalog(project="skill", fuzzy=False, header_comment="# The words of the skill.")
    for context, text in protocol.texts.items():
        label = protocol.labels.get(context.removeprefix("label."))
        comments = [f"Where it stands: {label.where}."] if label else []
        comments += [
            comment
            for sign, comment in COMMENTS.items()
            if (sign in text if sign[0] == "%" else f".{sign.strip('.')}." in f".{context}.")
        ]
        comments += [
            f"%({id})s becomes '{suggestion.text}' in your language, which the listener may say."
            for id, suggestion in protocol.suggestions.items()
            if f"%({id})s" in text
        ]
        catalog.add(text, context=context, auto_comments=comments, flags=_flags(text))
    return catalog


def _flags(text: str) -> list[str]:
    return ["python-format"] if PLACEHOLDER.search(text) else []


def catalog_path(name: str) -> Path:
    """Where the catalog `name` stands in a checkout."""
    return data_folder("locales") / name / "LC_MESSAGES" / "skill.po"


def names() -> tuple[str, ...]:
    """The catalogs that the registry of locales names, each once."""
    return tuple(dict.fromkeys(name for locale in LOCALES.values() for name in locale.catalogs))


def is_variant(name: str) -> bool:
    """Whether the catalog only holds what differs from its language's."""
    return "_" in name


def read(path: Path) -> Catalog:
    """The catalog at `path`."""
    return read_po(BytesIO(path.read_bytes()))


def written(catalog: Catalog) -> bytes:
    """The catalog as a file; the same catalog always gives the same bytes."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=100, sort_output=False, omit_header=False, no_location=True)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    unstable = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Language-Team',
        '"Report-Msgid-Bugs-To',
    )
    return "".join(line for line in lines if not line.startswith(unstable)).encode("utf-8")


def updated(protocol: Protocol, name: str) -> Catalog:
    """The catalog `name` with the sentences of today: new ones empty, gone ones dropped.

    A sentence whose English changed comes back empty, since a guess is worse than a gap.
    """
    fresh = template(protocol)
    path = catalog_path(name)
    old = read(path) if path.exists() else Catalog()
    catalog = Catalog(
        locale=name, project="skill", fuzzy=False, header_comment="# The words of the skill."
    )
    for message in _messages(fresh):
        before = old.get(message.id, message.context)
        translation = before.string if before else ""
        if translation or not is_variant(name):
            catalog.add(
                message.id,
                translation,
                context=message.context,
                auto_comments=message.auto_comments,
                flags=message.flags,
            )
    return catalog


def update(protocol: Protocol) -> list[Path]:
    """Write the template and bring every catalog up to date; the files that changed."""
    contents = {data_folder("locales") / "skill.pot": written(template(protocol))}
    contents |= {catalog_path(name): written(updated(protocol, name)) for name in names()}
    changed = []
    for path, content in contents.items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def problems(protocol: Protocol, name: str) -> Iterator[str]:
    """What a translator has to mend in the catalog `name`, a sentence each."""
    path = catalog_path(name)
    if not path.exists():
        yield f"The catalog locales/{name} is missing; run 'skill catalogs' to make it."
        return
    catalog = read(path)
    fresh = template(protocol)
    known = {(message.context, message.id) for message in _messages(fresh)}
    for message in _messages(catalog):
        where = f"locales/{name}: '{message.context}'"
        if (message.context, message.id) not in known:
            yield f"{where} is not said any more, or its English changed; run 'skill catalogs'."
        elif message.fuzzy:
            yield f"{where} is marked fuzzy; translate it or remove the mark."
        elif not message.string:
            yield f"{where} is not translated."
        elif sorted(PLACEHOLDER.findall(str(message.id))) != sorted(
            PLACEHOLDER.findall(str(message.string))
        ):
            yield f"{where} must hold the same placeholders as the English."
        elif is_variant(name) and "_" in name and name.split("_")[0] != "en":
            base = read(catalog_path(name.split("_")[0])).get(message.id, message.context)
            if base and base.string == message.string:
                yield f"{where} says what its language says already; remove it."
    if not is_variant(name):
        present = {(message.context, message.id) for message in _messages(catalog)}
        for context, _ in sorted(known - present):
            yield f"locales/{name}: '{context}' is missing; run 'skill catalogs'."


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)
