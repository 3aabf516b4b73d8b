"""What the page and the terminal understand, in every language, from its model alone."""

import json
from itertools import islice

import pytest

from skill.languages import LOCALES, data_folder
from skill.protocol import load
from skill.speaker.intents import FALLBACK, REPORT, STORY, TOPIC, Recognizer, recognizer
from skill.triage import danger_signs
from skill.understanding import hear

# One locale a language: its first.
TONGUES = {tag.partition("-")[0]: tag for tag in reversed(LOCALES)}
MOST_SAMPLES = 150


def model(tag: str) -> dict:
    return json.loads((data_folder("interaction_models") / f"{tag}.json").read_bytes())


def samples(tag: str, intent: str) -> list[str]:
    """The samples of an intent that have no slot."""
    intents = model(tag)["interactionModel"]["languageModel"]["intents"]
    return [s for i in intents if i["name"] == intent for s in i["samples"] if "{" not in s]


def values(tag: str, id: str) -> list[str]:
    """The ways of saying a finding."""
    types = model(tag)["interactionModel"]["languageModel"]["types"]
    return [
        text
        for kind in types
        for entry in kind["values"]
        if entry["id"] == id
        for text in (entry["name"]["value"], *entry["name"]["synonyms"])
    ]


@pytest.mark.parametrize(("language", "tag"), TONGUES.items())
def test_its_own_samples_are_understood(language: str, tag: str) -> None:
    for intent in model(tag)["interactionModel"]["languageModel"]["intents"]:
        for sample in samples(tag, intent["name"]):
            assert recognizer(tag).understand(sample).intent == intent["name"], sample


@pytest.mark.parametrize(("language", "tag"), TONGUES.items())
def test_what_names_a_finding_is_never_heard_as_its_denial(language: str, tag: str) -> None:
    for id in load().findings:
        heard = {text: hear(language, text).findings.get(id) for text in values(tag, id)}
        assert [text for text, value in heard.items() if value == "no"] == []
        if id in danger_signs(load()):
            assert [text for text, value in heard.items() if value != "yes"] == []


@pytest.mark.parametrize(("language", "tag"), TONGUES.items())
def test_danger_is_heard_amid_what_is_none_of_ours(language: str, tag: str) -> None:
    outside = samples(tag, FALLBACK)[:MOST_SAMPLES]
    for id in danger_signs(load()):
        said = [text for text in values(tag, id) if hear(language, text).findings.get(id) == "yes"]
        assert said
        for text, other in zip(islice(said, MOST_SAMPLES), outside, strict=False):
            for utterance in (f"{text} {other}", f"{other} {text}"):
                heard = hear(language, utterance)
                if id in heard.doubts or heard.findings.get(id, "no") != "no":
                    understood = recognizer(tag).understand(utterance)
                    assert utterance in [slot.value for slot in understood.slots.values()]


@pytest.mark.parametrize(
    ("tag", "text", "topic"),
    [
        ("ar-SA", "اخذ وارفارين هل له علاقة", "blood_thinners"),
        ("de-DE", "hat das was mit den wechseljahren zu tun", "menopause"),
        ("de-DE", "kann das an den hormonen liegen", "hormonal_changes"),
        ("en-US", "could it be clamydia", "chlamydia"),
        ("fr-FR", "l'allaitement peut en être la cause", "breastfeeding"),
        ("hi-IN", "पेल्विक इन्फ्लेमेटरी डिजीज से ये होता है", "pelvic_inflammatory_disease"),
        ("it-IT", "magari c'entra l'attrito", "friction"),
        ("ja-JP", "ホルモンバランスのせいですか", "hormonal_changes"),
        ("nl-NL", "hoe zit het met glamidia", "chlamydia"),
        ("pt-BR", "os miomas podem causar isso", "fibroids"),
    ],
)
def test_a_topic_with_another_ending_or_heard_slightly_wrong(
    tag: str, text: str, topic: str
) -> None:
    understood = recognizer(tag).understand(text)
    assert understood.intent == TOPIC
    assert understood.slots["topic"].ids == (topic,)


@pytest.mark.parametrize(
    ("tag", "asked"),
    [
        ("ar-SA", "هل طبيعي النزيف بعد سن اليأس"),
        ("de-DE", "ist es normal nach den wechseljahren zu bluten"),
        ("en-US", "is it normal to bleed after menopause"),
        ("es-ES", "es normal sangrar después de la menopausia"),
        ("fr-FR", "c'est normal de saigner après la ménopause"),
        ("hi-IN", "मेनोपॉज के बाद खून आना नॉर्मल है क्या"),
        ("it-IT", "è normale sanguinare dopo la menopausa"),
        ("ja-JP", "閉経後に出血するのは普通ですか"),
        ("nl-NL", "is het normaal om na de overgang te bloeden"),
        ("pt-BR", "é normal sangrar depois da menopausa"),
    ],
)
def test_bleeding_after_menopause_is_never_called_common(tag: str, asked: str) -> None:
    """It is to be seen today, whether she asks of it or tells it."""
    understood = recognizer(tag).understand(asked)
    ids = {id for slot in understood.slots.values() for id in slot.ids}
    told = hear(tag[:2], asked).findings.get("after_menopause") == "yes"
    assert (understood.intent == TOPIC and ids == {"menopause"}) or (
        understood.intent in (REPORT, STORY) and told
    )


@pytest.mark.parametrize(
    ("tag", "one", "other"),
    [
        ("ar-SA", "أشعر بدوار", "اشعر بدوار"),
        ("ar-SA", "عِنْدِي حُمّى", "عندي حمى"),
        ("hi-IN", "मुझे बुख़ार है", "मुझे बुखार है"),
        ("ja-JP", "めまいがする", "メマイがする"),
        ("ja-JP", "めまいがする", "ﾒﾏｲがする"),
        ("fr-FR", "j'ai de la fièvre", "J’AI DE LA FIEVRE!"),
    ],
)
def test_it_makes_no_difference_how_the_script_is_written(tag: str, one: str, other: str) -> None:
    language = tag.partition("-")[0]
    assert hear(language, one).findings
    assert hear(language, one) == hear(language, other)
    assert recognizer(tag).understand(one).intent == recognizer(tag).understand(other).intent


@pytest.mark.parametrize("tag", TONGUES.values())
@pytest.mark.parametrize(
    "text", ["", "?!", "xqzt vbbk", "🤖", "\x00", "ばびぶ ばびぶ", "qz" * 5_000]
)
def test_what_says_nothing_is_not_understood(tag: str, text: str) -> None:
    assert recognizer(tag).understand(text).intent == FALLBACK


def test_the_same_is_learned_each_time() -> None:
    once, again = (Recognizer("en", model("en-US")) for _ in range(2))
    said = ["well it hurts a bit", "is it the coil do you think", "what on earth do i do now"]
    assert [once.understand(text) for text in said] == [again.understand(text) for text in said]


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en-US", "the thing is that i went back to bed then as one does and slept until noon"),
        ("ja-JP", "それでそのあとまた布団に入って昼まで寝てから友だちに電話をかけて相談しました"),
    ],
)
def test_long_speech_that_names_nothing_known_is_a_story(tag: str, said: str) -> None:
    assert recognizer(tag).understand(said).intent == STORY


def test_a_long_account_is_a_story() -> None:
    said = "it started on sunday after we made love and since then i have had a fever and cramps"
    understood = recognizer("en-GB").understand(said)
    assert understood.intent == STORY
    assert understood.slots["story"].value == said
