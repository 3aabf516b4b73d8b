"""Text as speech recognition writes it -> comparable words."""

from __future__ import annotations

import re
import unicodedata

# Accents, the nukta, and Arabic vowel signs: recognition writes them or not.
_MARKS = re.compile("[\u0300-\u036f\u093c\u064b-\u0652\u0670\u0640]")
_APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4]")
_OTHER = re.compile(r"[^\w\u0900-\u0963\u0970-\u097f]+|_")
_CHANDRABINDU = str.maketrans({"ँ": "ं"})


def words(text: str) -> list[str]:
    """The words of `text` without case, accents, apostrophes and punctuation.

    >>> words("Sí, I'm dizzy!")
    ['si', 'im', 'dizzy']
    """
    return _OTHER.sub(" ", plain(text)).split()


def plain(text: str) -> str:
    """`text` without case, accents and apostrophes; other marks stay."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    composed = unicodedata.normalize("NFC", _MARKS.sub("", decomposed))
    return _APOSTROPHES.sub("", composed).translate(_CHANDRABINDU)
