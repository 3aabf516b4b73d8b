"""Every translation: complete, in its language, spelled, in its terms, short enough to hear.

The messages speak to the translator; the rules of a language are its style.toml
(docs/adding-a-language.md).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import py3langid
import pytest
from spylls.hunspell import Dictionary
from translate.filters import checks
from translate.storage.pypo import pofile

from skill import catalogs
from skill.languages import LOCALES, find, languages, translate
from skill.protocol import load
from tests.languages.style import style

PROTOCOL = load()
ENGLISH = PROTOCOL.texts
TRANSLATED = tuple(name for name in catalogs.names() if not name.startswith("en"))
FOREIGN = tuple(tag for tag in LOCALES if not tag.startswith("en"))
HUNSPELL = Path("/usr/share/hunspell")
DICTIONARIES = {
    "ar": "ar",
    "de": "de_DE",
    "en_GB": "en_GB",
    "es": "es_ES",
    "es_MX": "es_MX",
    "fr": "fr",
    "fr_CA": "fr",
    "hi": "hi_IN",
    "it": "it_IT",
    "nl": "nl",
    "pt": "pt_BR",
}
IN_FULL_SENTENCES = ("prompt.", "answer.", "question.", "rule.", "label.store.", "label.privacy.")
FEWEST_CHARACTERS_TO_TELL_A_LANGUAGE = 25

ANSWER_SECONDS, QUESTION_SECONDS, URGENT_SECONDS = 25, 10, 6
WORDS = re.compile(r"(?:[^\W\d_]|[\u0900-\u0963\u064b-\u0652])+(?:['’](?:[^\W\d_])+)*")
PLACEHOLDER = catalogs.PLACEHOLDER
SENTENCE_END = re.compile(r"[.?!](?:\s|$)")

# What decides how urgent it sounds; every glossary says how its language puts it.
TERMS_OF_URGENCY = (
    "possibly",
    "danger sign",
    "emergency help",
    "emergency room",
    "emergency number",
    "today",
    "as soon as you can",
    "soaking through pads",
    "soaked pads",
    "dizzy",
    "dizziness",
    "fainting",
    "severe pain",
    "heavy bleeding",
    "bleeding heavily",
    "happens often",
    "frequent bleeding",
    "light spotting",
    "keeps happening",
    "fever",
    "unusual discharge",
    "pain low in the belly",
    "pain during sex",
    "menopause",
    "pregnant",
    "over thirty-five",
    "Pap test",
    "cancer",
    "serious",
    "examination",
    "doctor",
)


def texts(name: str) -> dict[str, str]:
    """What the catalog says, by context."""
    return {m.context: m.string for m in catalogs.read(catalogs.catalog_path(name)) if m.id}


def spoken(tag: str) -> dict[str, str]:
    """Everything in the locale's words, by context, with numbers and clauses as they are heard."""
    locale = find(tag)
    found = {context: translate(locale, context, text) for context, text in ENGLISH.items()}
    suggestions = {id: found[f"suggestion.{id}"] for id in PROTOCOL.suggestions}
    clause = found["finding.soaking_pads.clause"]
    values = {**suggestions, "number": locale.spoken_number or "911", "findings": clause}
    return {
        context: re.sub(r"%\((\w+)\)s", lambda match: values.get(match[1], ""), text)
        for context, text in found.items()
    }


def mend(name: str, problems: list[str]) -> str:
    return f"locales/{name}: " + "; ".join(problems[:20])


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_english_is_left(name: str) -> None:
    same = [
        f"'{context}' is the English"
        for context, text in texts(name).items()
        if text == ENGLISH[context] and len(PLACEHOLDER.sub("", text).split()) > 1
    ]
    assert not same, mend(name, same)


@pytest.mark.parametrize("name", TRANSLATED)
def test_it_is_the_language(name: str) -> None:
    py3langid.set_languages(list(languages()))
    whole = " ".join(PLACEHOLDER.sub("", text) for text in texts(name).values())
    assert py3langid.classify(whole)[0] == name.partition("_")[0]
    english = [
        f"'{context}' reads like English: {text}"
        for context, text in texts(name).items()
        if context.startswith(IN_FULL_SENTENCES)
        and len(PLACEHOLDER.sub("", text)) >= FEWEST_CHARACTERS_TO_TELL_A_LANGUAGE
        and py3langid.classify(PLACEHOLDER.sub("", text))[0] == "en"
    ]
    assert not english, mend(name, english)


@cache
def dictionary(name: str) -> Dictionary:
    return Dictionary.from_files(str(HUNSPELL / name))


# spylls leaves its files open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(not HUNSPELL.is_dir(), reason="the hunspell dictionaries are not installed")
@pytest.mark.parametrize("name", [name for name in catalogs.names() if name in DICTIONARIES])
def test_spelling(name: str) -> None:
    path = HUNSPELL / f"{DICTIONARIES[name]}.dic"
    if not path.exists():
        pytest.skip(f"{path.name} is not installed")
    allowed = {word.casefold() for word in style(name.partition("_")[0]).allowed}
    words = {
        word for text in texts(name).values() for word in WORDS.findall(PLACEHOLDER.sub(" ", text))
    }
    known = dictionary(DICTIONARIES[name]).lookup
    wrong = sorted(
        word
        for word in words
        if word.casefold() not in allowed
        and not (known(word) or known(word.lower()) or known(word.replace("’", "'")))
    )
    assert not wrong, mend(name, [f"not in the dictionary (nor in style.toml): {', '.join(wrong)}"])


@pytest.mark.parametrize("name", ["en", *catalogs.names()])
def test_terms(name: str) -> None:
    rules = style(name.partition("_")[0])
    problems = []
    for context, text in (texts(name) if name != "en" else ENGLISH).items():
        lower = text.casefold()
        problems += [
            f"'{context}' says '{match[0]}': {never.why}"
            for never in rules.never
            if (match := re.search(never.words, text, re.IGNORECASE))
        ]
        problems += [
            f"'{context}' needs one of {', '.join(term.say)} for '{term.english}'"
            for term in rules.term
            if re.search(rf"\b{term.english}", ENGLISH[context], re.IGNORECASE)
            and not any(word.casefold() in lower for word in term.say)
        ]
    assert not problems, mend(name, problems)


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_the_glossary_holds_the_terms_of_urgency(language: str) -> None:
    glossary = style(language).term
    missing = [
        term
        for term in TERMS_OF_URGENCY
        if not any(re.search(rf"\b{entry.english}", term, re.IGNORECASE) for entry in glossary)
    ]
    assert not missing, f"locales/{language}/style.toml has no [[term]] for: {', '.join(missing)}"


@pytest.mark.parametrize("name", [name for name in catalogs.names() if "_" in name])
def test_a_region_leaves_no_sentence_out(name: str) -> None:
    language = name.partition("_")[0]
    whole = ENGLISH if language == "en" else texts(language)
    shorter = [
        f"'{context}' has fewer sentences than {language}: {whole[context]}"
        for context, text in texts(name).items()
        if len(SENTENCE_END.findall(text)) < len(SENTENCE_END.findall(whole[context]))
    ]
    assert not shorter, mend(name, shorter)


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_digits_are_spoken(name: str) -> None:
    digits = [
        f"'{context}' holds a digit; write it as a word"
        for context, text in texts(name).items()
        if any(unicodedata.category(sign) == "Nd" for sign in text)
    ]
    assert not digits, mend(name, digits)


@pytest.mark.parametrize("tag", LOCALES)
def test_spoken_length(tag: str) -> None:
    rate = style(find(tag).language).characters_a_second
    seconds = {context: len(text) / rate for context, text in spoken(tag).items()}
    limits = {
        "answer.": ANSWER_SECONDS,
        "question.": QUESTION_SECONDS,
        "prompt.result.emergency": URGENT_SECONDS,
        "prompt.": ANSWER_SECONDS,
    }
    long = []
    for context, lasts in seconds.items():
        most = next((most for start, most in limits.items() if context.startswith(start)), None)
        if context.endswith((".ask", ".ask.other")):
            most = QUESTION_SECONDS
        if context.endswith(".why"):
            most = ANSWER_SECONDS
        if most and lasts > most:
            long.append(f"'{context}' takes {lasts:.1f} s of {most} s")
    assert not long, mend(tag, long)


SENTENCE_ENDS = {"hi": "।?", "ja": "。？", "ar": ".؟"}


def typography(language: str, text: str) -> list[str]:
    """What is wrong with the signs of a text."""
    found = []
    if text != text.strip() or "  " in text:
        found.append("has a space too many")
    if language == "es":
        found += [
            f"has {text.count(close)} {close} and {text.count(open_)} {open_}"
            for open_, close in (("¿", "?"), ("¡", "!"))
            if text.count(open_) != text.count(close)
        ]
    if language == "fr" and re.search(r"[^\u00a0\u202f\s][?!;:]|[ ][?!;:]|'", text):
        found.append("needs a no-break space before ? ! ; : and the typographic apostrophe")
    if language == "ar" and re.search("[?,;]", text):
        found.append("needs the Arabic signs ؟ ، ؛")
    if language == "ja" and re.search("[?!,.]", PLACEHOLDER.sub("", text)):
        found.append("needs full-width signs")
    if language == "hi" and re.search(r"\.(\s|$)", text):
        found.append("needs the danda")
    return found


@pytest.mark.parametrize("name", TRANSLATED)
def test_typography(name: str) -> None:
    language = name.partition("_")[0]
    ends = SENTENCE_ENDS.get(language, ".?") + ":"
    problems = []
    for context, text in texts(name).items():
        problems += [f"'{context}' {problem}" for problem in typography(language, text)]
        if ENGLISH[context].endswith((".", "?")) and text[-1:] not in ends:
            problems.append(f"'{context}' does not end like a sentence")
    assert not problems, mend(name, problems)


POFILTER = ("doublewords", "printf", "brackets", "xmltags", "escapes", "newlines", "tabs", "urls")


@pytest.mark.parametrize("name", TRANSLATED)
def test_pofilter_finds_nothing(name: str) -> None:
    store = pofile.parsefile(str(catalogs.catalog_path(name)))
    language = name.partition("_")[0]
    config = checks.CheckerConfig(targetlanguage=language)
    checker = checks.StandardChecker(checkerconfig=config, limitfilters=list(POFILTER))
    found = [
        f"'{unit.getcontext()}': {', '.join(failures)}"
        for unit in store.units
        if unit.istranslatable() and (failures := checker.run_filters(unit))
    ]
    assert not found, mend(name, found)
