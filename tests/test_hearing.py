"""What is heard in free speech: cases for each trap, and figures that may not fall."""

import pytest

from skill.languages import languages
from skill.understanding import hear
from tests.heard import measure

MEASURED = [language for language in languages() if (measure.FOLDER / language).is_dir()]


@pytest.mark.parametrize(
    ("text", "findings", "doubts"),
    [
        ("no fever but it hurts low in my belly", {"fever": "no", "pelvic_pain": "yes"}, ()),
        ("i'm not dizzy", {"dizziness": "no"}, ()),
        ("i'm fifty two", {"over_35": "yes"}, ()),
        ("i'm twenty two", {"over_35": "no"}, ()),
        ("i'm thirty weeks pregnant", {"pregnancy_possible": "yes"}, ()),
        ("what if i get a fever", {}, ()),
        ("i had a fever years ago", {}, ()),
        ("it's pouring out like a tap", {"soaking_pads": "yes"}, ()),
        ("i've had three pads since lunch", {"soaking_pads": "yes"}, ()),
        (
            "my sister had a fever i'm just a bit sore and dizzy",
            {"dizziness": "yes", "severe_pain": "no"},
            (),
        ),
        ("i don't have a fever and dizziness", {"fever": "no"}, ("dizziness",)),
        ("maybe a fever", {"fever": "not_sure"}, ()),
        ("i feel so faint everything goes black", {"dizziness": "yes"}, ()),
    ],
)
def test_english(text: str, findings: dict, doubts: tuple) -> None:
    heard = hear("en", text)
    assert (heard.findings, heard.doubts) == (findings, doubts)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("my wife is bleeding and she feels dizzy", "other"),
        ("my girlfriend says i should ask i feel dizzy", None),
        ("i feel dizzy", None),
    ],
)
def test_who_it_is_about(text: str, about: str | None) -> None:
    assert hear("en", text).about == about


@pytest.mark.parametrize("language", MEASURED)
def test_no_danger_is_lost_where_words_were_mended(language: str) -> None:
    """On the half of the stories that the words were mended on; the other half is only counted."""
    figures = measure.stories(language, 0)
    assert figures["danger_lost"] == 0
    assert figures["heard"] >= 0.9
    assert figures["false_yes"] <= 0.03


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "حرارتي ثمانية وثلاثين ونص"),
        ("de", "ich hab fieber achtunddreißig fünf"),
        ("en", "i have a fever of thirty eight"),
        ("es", "tengo fiebre de treinta y ocho"),
        ("fr", "j'ai de la fièvre à trente-huit cinq"),
        ("hi", "मुझे बुखार है एक सौ दो"),
        ("it", "ho la febbre a trentotto"),
        ("nl", "ik heb koorts van achtendertig en een half"),
        ("pt", "tô com febre de trinta e oito e meio"),
    ],
)
def test_a_temperature_is_a_fever_and_no_age(language: str, text: str) -> None:
    assert hear(language, text).findings == {"fever": "yes"}
