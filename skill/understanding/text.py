"""Text as speech recognition writes it -> comparable words."""

from __future__ import annotations

import re
import unicodedata

# Accents, the nukta, Arabic vowel signs and hamzas: recognition writes them or not.
_MARKS = re.compile("[\u0300-\u036f\u093c\u064b-\u0655\u0670\u0640]")
_APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4]")
_OTHER = re.compile(r"[^\w\u0900-\u0963\u0970-\u097f]+|_")
_SAME_LETTERS = str.maketrans({"ँ": "ं", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"})
# Japanese has no spaces: a run of katakana is a word, as is each other sign.
_JAPANESE = re.compile("([\u30a1-\u30fc]+|[\u3005-\u3007\u3041-\u3096\u3400-\u9fff])")
# Arabic writes "and" and the article together with the next word.
_ARABIC = re.compile(
    "(?P<and>و(?=[\u0621-\u064a]{3}))?(?P<article>[بك]?ال|لل)?(?P<word>[\u0621-\u064a]+)"
)
_SHORTEST_ARABIC_WORD = 3


def words(text: str) -> list[str]:
    """The words of `text` without case, accents, apostrophes and punctuation.

    Arabic loses its article, and a leading "and" becomes a word of its own.

    >>> words("Sí, I'm dizzy!")
    ['si', 'im', 'dizzy']
    """
    spaced = _JAPANESE.sub(r" \1 ", _OTHER.sub(" ", plain(text)))
    return [part for word in spaced.split() for part in _parts(word)]


def plain(text: str) -> str:
    """`text` without case, accents and apostrophes; other marks stay."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    composed = unicodedata.normalize("NFC", _MARKS.sub("", decomposed))
    return _APOSTROPHES.sub("", composed).translate(_SAME_LETTERS)


def _parts(word: str) -> list[str]:
    arabic = _ARABIC.fullmatch(word)
    if not arabic:
        return [word]
    conjunction, article, rest = arabic.group("and", "article", "word")
    if article and len(rest) < _SHORTEST_ARABIC_WORD:
        rest = article + rest
    return [conjunction, rest] if conjunction else [rest]
