"""The one registry of locales: language, catalogs, and how the emergency number is said.

To add a language: an entry here, a catalog, a sentence file; see docs/adding-a-language.md.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """The folder `name` of the project: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@dataclass(frozen=True)
class Locale:
    """A locale of Alexa. `catalogs` are searched in order; English needs none.

    `spoken_number` and `spoken_police` are how the territory's emergency number and that of its
    police are said where digit by digit would sound wrong; empty where digits are right.
    `sentence_gap` stands between two sentences.
    """

    tag: str
    catalogs: tuple[str, ...] = ()
    spoken_number: str = ""
    spoken_police: str = ""
    sentence_gap: str = " "

    @property
    def language(self) -> str:
        """The language's code, such as "es"."""
        return self.tag.partition("-")[0]

    @property
    def territory(self) -> str:
        """The territory's code, such as "MX"; empty where the tag has none."""
        return self.tag.partition("-")[2]

    @property
    def direction(self) -> str:
        """Which way it is written: "ltr" or "rtl"."""
        return "rtl" if self.language == "ar" else "ltr"


LOCALES = {
    locale.tag: locale
    for locale in (
        Locale("ar-SA", ("ar",), "تسعة تسعة، سبعة", "ثلاث تسعات"),
        Locale("de-DE", ("de",), "eins eins zwei", "eins eins null"),
        Locale("en-AU", ("en_GB",), "triple zero"),
        Locale("en-CA"),
        Locale("en-GB", ("en_GB",)),
        Locale("en-IN", ("en_GB",)),
        Locale("en-US"),
        Locale("es-ES", ("es",), "ciento doce"),
        Locale("es-MX", ("es_MX", "es"), "nueve once"),
        Locale("es-US", ("es_MX", "es"), "nueve uno uno"),
        Locale("fr-CA", ("fr_CA", "fr"), "neuf un un"),
        Locale("fr-FR", ("fr",), "numéro quinze", "numéro dix-sept"),
        Locale("hi-IN", ("hi",), "एक सौ बारह"),
        Locale("it-IT", ("it",), "numero uno uno due"),
        Locale("ja-JP", ("ja",), "ひゃくじゅうきゅうばん", "ひゃくとおばん", sentence_gap=""),
        Locale("nl-NL", ("nl",), "één één twee"),
        Locale("pt-BR", ("pt",), "o Samu um nove dois", "a polícia, um nove zero"),
    )
}

DEFAULT = "en-US"


def languages() -> tuple[str, ...]:
    """The codes of the languages, each once, in the registry's order."""
    return tuple(dict.fromkeys(locale.language for locale in LOCALES.values()))


def find(tag: str) -> Locale:
    """The locale to serve for `tag`: itself, its language with its own territory, or English.

    The territory is kept whatever the language, since the emergency number depends on it.
    """
    if tag in LOCALES:
        return LOCALES[tag]
    language, _, territory = tag.partition("-")
    known = next((locale for locale in LOCALES.values() if locale.language == language), None)
    served = known or LOCALES[DEFAULT]
    return replace(
        served,
        tag=f"{served.language}-{territory}" if territory else served.language,
        catalogs=served.catalogs[-1:],
        spoken_number="",
        spoken_police="",
    )


@cache
def catalog(name: str) -> gettext.GNUTranslations:
    """The translations of the catalog `name`, such as "es_MX".

    A checkout has the .po alone and reads it, so that an edited one is never served stale; a
    built package has the .mo alone.
    """
    folder = data_folder("locales") / name / "LC_MESSAGES"
    source = folder / "skill.po"
    if not source.exists():
        with (folder / "skill.mo").open("rb") as compiled:
            return gettext.GNUTranslations(compiled)
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        messages = read_po(text, locale=name)
    binary = io.BytesIO()
    write_mo(binary, messages)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def translate(locale: Locale, context: str, text: str) -> str:
    """`text`, the English of the sentence `context`, in the locale's language."""
    for name in locale.catalogs:
        translated = catalog(name).pgettext(context, text)
        if translated != text:
            return translated
    return text
