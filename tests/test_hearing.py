"""What is heard in free speech: cases for each trap, and figures that may not fall."""

import pytest

from skill import models
from skill.languages import languages
from skill.protocol import load
from skill.speaker.device import Device
from skill.triage import danger_signs
from skill.understanding import hear
from skill.understanding.lexicon import Index, Words, filed
from tests.heard import measure


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
        (
            "my pad is full and it hurts when he goes in",
            {"soaking_pads": "yes", "pain_during_sex": "yes"},
            (),
        ),
        ("i'm not in severe pain", {"severe_pain": "no"}, ()),
        ("not anything close to being severe pain", {}, ("severe_pain",)),
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
        ("my cousin nearly passed out and she has been bleeding", "other"),
        ("i feel dizzy", None),
    ],
)
def test_who_it_is_about(text: str, about: str | None) -> None:
    assert hear("en", text).about == about


@pytest.mark.parametrize("language", languages())
def test_no_danger_is_lost_where_words_were_mended(url: str, language: str) -> None:
    """On the set that the words were mended on; the other set is only counted."""
    tally = measure.measure(url, "seen", language)
    assert not tally.counts["danger_lost"], "\n".join(tally.misses)
    assert tally.share("findings heard") >= 0.9
    assert tally.share("false yes") <= 0.03


@pytest.mark.parametrize(
    ("item", "word", "found"),
    [
        ("binde*", "bindenweise", True),
        ("binde*", "nachtbinde", False),
        ("*binde", "nachtbinde", True),
        ("*binde", "nachtbinden", False),
        ("*binde*", "nachtbinden", True),
    ],
)
def test_parts_of_words(item: str, word: str, found: bool) -> None:
    assert bool(Index(filed(Words({"yes/soaking_pads": [[item]]}, {}))).matches([word])) == found


def test_a_part_of_a_word_that_is_too_short_is_refused() -> None:
    with pytest.raises(models.SentenceError, match="fewer than 2 letters"):
        models._word("*n*")


def test_a_finding_with_a_denial_in_it_is_not_denied_by_it() -> None:
    assert hear("nl", "deze pijn is niet te harden").findings["severe_pain"] == "yes"


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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "لا أنا دايخة"),
        ("de", "nein mir ist schwindlig"),
        ("en", "no i am dizzy"),
        ("en", "wait no i do feel faint after all"),
        ("es", "no perdón sí me desmayé"),
        ("fr", "non j'ai des vertiges"),
        ("hi", "नहीं मुझे चक्कर आ रहे हैं"),
        ("it", "no mi gira la testa"),
        ("ja", "いいえめまいがします"),
        ("nl", "nee ik ben duizelig"),
        ("pt", "não espera eu estou tonta sim"),
    ],
)
def test_a_no_that_answers_denies_nothing_that_follows(language: str, text: str) -> None:
    assert hear(language, text).findings == {"dizziness": "yes"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "ما أظن عندي حرارة"),
        ("en", "i don't think there is any fever"),
        ("es", "no creo que tenga fiebre"),
        ("fr", "je ne crois pas que j'aie de la fièvre"),
        ("hi", "मुझे नहीं लगता कि बुखार है"),
        ("it", "non credo di avere la febbre"),
        ("ja", "熱はないと思う"),
        ("nl", "ik geloof niet dat ik koorts heb"),
        ("pt", "não acho que estou com febre"),
    ],
)
def test_what_one_does_not_think_one_has_is_denied(language: str, text: str) -> None:
    assert hear(language, text).findings == {"fever": "no"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "ich bin sieben und dreißig"),
        ("fr", "j'ai trente sept ans"),
        ("es", "tengo treinta siete años"),
        ("it", "ho trenta sette anni"),
        ("nl", "ik ben zeven en dertig"),
    ],
)
def test_a_number_that_recognition_writes_apart_is_one_age(language: str, text: str) -> None:
    assert hear(language, text).findings == {"over_35": "yes"}


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "i'm under thirty five"), ("fr", "j'ai moins de trente-cinq ans")],
)
def test_an_age_that_one_has_not_reached_is_below_it(language: str, text: str) -> None:
    assert hear(language, text).findings == {"over_35": "no"}


def test_the_value_of_a_slot_tells_all_that_its_words_tell(url: str) -> None:
    """Alexa matches the words with one finding, be there more in them."""
    turn = Device(url, "es-ES").say("sale bastante sangre")
    assert turn.slots["finding"] == ("heavy_bleeding",)
    assert {"heavy_bleeding", "more_than_spotting"} <= turn.findings.keys()


def test_a_denial_that_has_denied_does_not_turn_the_next_one() -> None:
    told = hear("en", "i'm not dizzy nothing hurts")
    assert told.findings == {"dizziness": "no", "severe_pain": "no", "pelvic_pain": "no"}


@pytest.mark.parametrize(
    ("text", "findings", "doubts"),
    [
        ("tô com tontura não tenho febre", {"fever": "no"}, ("dizziness",)),
        ("tontura não tenho", {"dizziness": "no"}, ()),
        ("não tenho tontura não tenho febre", {"dizziness": "no", "fever": "no"}, ()),
    ],
)
def test_one_denial_between_two_things_leaves_the_first_in_doubt(
    text: str, findings: dict, doubts: tuple
) -> None:
    heard = hear("pt", text)
    assert (heard.findings, heard.doubts) == (findings, doubts)


def test_what_is_said_of_now_is_not_past_for_what_was_said_before() -> None:
    assert hear("en", "i had a baby last year i'm dizzy").findings == {"dizziness": "yes"}
    assert hear("en", "last year i fainted").findings == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "ما في ألم أو دوخة"),
        ("de", "keine schmerzen oder schwindel"),
        ("en", "no pain or dizziness"),
        ("es", "no tengo dolor ni mareo"),
        ("fr", "pas de douleur ou de vertiges"),
        ("hi", "दर्द या चक्कर नहीं"),
        ("it", "niente dolore o vertigini"),
        ("ja", "痛みやめまいはない"),
        ("nl", "geen pijn of duizeligheid"),
        ("pt", "sem dor ou tontura"),
    ],
)
def test_a_denial_holds_for_the_alternative_too(language: str, text: str) -> None:
    denied = {"severe_pain": "no", "pelvic_pain": "no", "dizziness": "no"}
    assert hear(language, text).findings == denied


def test_whom_she_takes_up_is_the_patient() -> None:
    told = hear("en", "my cousin nearly passed out on the stairs she has been bleeding")
    assert told.findings["dizziness"] == "yes"
    assert "dizziness" not in hear("en", "my cousin passed out but i feel fine").findings


def test_a_finding_is_in_doubt_where_what_makes_it_past_is_far_off() -> None:
    far = hear("en", "i'm in agony like you would not believe it was milder last year")
    assert (far.findings, far.doubts) == ({}, ("severe_pain",))
    assert hear("en", "i was in agony years ago").doubts == ()


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("ar", "ما عمري دخت كذا", "dizziness"),
        ("ar", "ما في شي يسكن الألم", "severe_pain"),
        ("ar", "مو بس دايخة حتى الفوط تغرق", "dizziness"),
        ("de", "mir war noch nie so schwindlig", "dizziness"),
        ("de", "nichts hilft gegen die schmerzen", "severe_pain"),
        ("de", "nicht nur dass mir schwindlig ist", "dizziness"),
        ("en", "i have never been this dizzy", "dizziness"),
        ("en", "never had such bad pain", "severe_pain"),
        ("en", "not only am i dizzy", "dizziness"),
        ("en", "i don't stop bleeding through pads", "soaking_pads"),
        ("es", "nunca he estado tan mareada", "dizziness"),
        ("es", "nada me quita el dolor es insoportable", "severe_pain"),
        ("es", "no solo estoy mareada", "dizziness"),
        ("es", "no paro de cambiar compresas", "soaking_pads"),
        ("fr", "jamais eu autant de vertiges", "dizziness"),
        ("fr", "rien ne calme la douleur", "severe_pain"),
        ("fr", "non seulement j'ai des vertiges", "dizziness"),
        ("fr", "j'arrête pas de changer de tampon ils sont pleins", "soaking_pads"),
        ("hi", "इतने चक्कर कभी नहीं आए", "dizziness"),
        ("hi", "इतना दर्द कभी नहीं हुआ", "severe_pain"),
        ("hi", "सिर्फ चक्कर ही नहीं पैड भी भीग रहे हैं", "dizziness"),
        ("it", "non ho mai avuto la testa che gira così", "dizziness"),
        ("it", "niente mi fa passare il dolore", "severe_pain"),
        ("it", "non solo mi gira la testa", "dizziness"),
        ("ja", "こんなにめまいがしたことはない", "dizziness"),
        ("ja", "こんなに痛かったことはない", "severe_pain"),
        ("nl", "ik ben nog nooit zo duizelig geweest", "dizziness"),
        ("nl", "niets helpt tegen de pijn", "severe_pain"),
        ("nl", "niet alleen ben ik duizelig", "dizziness"),
        ("pt", "nunca fiquei tão tonta", "dizziness"),
        ("pt", "nada tira a dor", "severe_pain"),
        ("pt", "não só tô tonta", "dizziness"),
        ("pt", "não paro de encharcar absorvente", "soaking_pads"),
    ],
)
def test_a_denial_that_heightens_denies_no_danger(language: str, text: str, finding: str) -> None:
    assert hear(language, text).findings[finding] == "yes"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "مو بخير بيغمى علي"),
        ("de", "mir geht es nicht gut ich kippe gleich um"),
        ("en", "i don't feel well my head is spinning"),
        ("es", "no me siento bien me da vueltas la cabeza"),
        ("fr", "je me sens pas bien j'ai la tête qui tourne"),
        ("hi", "ठीक नहीं लग रहा बेहोश हो जाऊंगी"),
        ("it", "non mi sento bene mi gira la testa"),
        ("ja", "調子がよくない倒れそう"),
        ("nl", "het gaat niet goed ik ga flauwvallen"),
        ("pt", "não tô bem vou desmaiar"),
    ],
)
def test_to_be_unwell_denies_nothing(language: str, text: str) -> None:
    assert hear(language, text).findings["dizziness"] == "yes"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "خايفة أموت أحس بدوخة"),
        ("ar", "دايخة وخايفة"),
        ("de", "ich hab angst dass ich sterbe mir ist schwindlig"),
        ("de", "mir ist schwindlig und ich hab angst"),
        ("en", "i'm scared of dying i feel faint"),
        ("en", "i'm dizzy and i'm scared of dying"),
        ("es", "tengo miedo de morirme estoy mareada"),
        ("es", "estoy mareada y tengo miedo de desangrarme"),
        ("fr", "j'ai peur de mourir j'ai la tête qui tourne"),
        ("fr", "j'ai la tête qui tourne et j'ai peur"),
        ("hi", "मुझे डर लग रहा है चक्कर आ रहे हैं"),
        ("hi", "चक्कर आ रहे हैं और डर लग रहा है"),
        ("it", "ho paura di morire mi gira la testa"),
        ("it", "mi gira la testa e ho paura"),
        ("ja", "怖いめまいがする"),
        ("ja", "めまいがして怖い"),
        ("nl", "ik ben bang dat ik doodga ik ben duizelig"),
        ("nl", "ik ben duizelig en ik ben bang"),
        ("pt", "tô com medo de morrer tô tonta"),
        ("pt", "tô tonta e com medo"),
    ],
)
def test_fear_imagines_nothing(language: str, text: str) -> None:
    """Whoever is frightened tells of what is there."""
    assert hear(language, text).findings["dizziness"] == "yes"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i fainted in the bath maybe i'm dizzy from the heat"),
        ("it", "sono caduta in bagno per un giramento non so se è la pressione bassa"),
    ],
)
def test_what_is_told_stays_told_beside_what_is_unsure(language: str, text: str) -> None:
    assert hear(language, text).findings["dizziness"] == "yes"


@pytest.mark.parametrize("text", ["what if i'm dizzy", "if i feel faint what do i do"])
def test_what_is_only_imagined_counts_for_nothing(text: str) -> None:
    assert hear("en", text).findings == {}


def test_what_is_not_there_yet_is_denied() -> None:
    assert hear("ja", "めまいはまだないし痛みもない").findings["dizziness"] == "no"


def assert_told_or_asked(language: str, text: str, finding: str) -> None:
    heard = hear(language, text)
    assert finding in heard.doubts or heard.findings[finding] == "yes", heard


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "i'd be lying if i said i wasn't dizzy", "dizziness"),
        ("en", "i can't say i'm not dizzy", "dizziness"),
        ("en", "it's not that i'm not dizzy", "dizziness"),
        ("en", "i wouldn't say i'm not in pain it's unbearable", "severe_pain"),
        ("es", "mentiría si dijera que no estoy mareada", "dizziness"),
        ("es", "no puedo decir que no esté mareada", "dizziness"),
        ("fr", "je mentirais si je disais que je n'ai pas la tête qui tourne", "dizziness"),
        ("fr", "je peux pas dire que j'ai pas la tête qui tourne", "dizziness"),
        ("de", "ich würde lügen wenn ich sage mir ist nicht schwindlig", "dizziness"),
        ("de", "ich kann nicht sagen dass mir nicht schwindlig ist", "dizziness"),
        ("it", "mentirei se dicessi che non mi gira la testa", "dizziness"),
        ("it", "non posso dire che non mi gira la testa", "dizziness"),
        ("nl", "ik zou liegen als ik zeg dat ik niet duizelig ben", "dizziness"),
        ("nl", "ik kan niet zeggen dat ik niet duizelig ben", "dizziness"),
        ("pt", "eu mentiria se dissesse que não tô com tontura", "dizziness"),
        ("pt", "não posso dizer que não tô tonta", "dizziness"),
        ("ar", "اكذب لو قلت ما فيني دوخه", "dizziness"),
        ("ar", "ما اقدر اقول اني مو دايخه", "dizziness"),
        ("hi", "झूठ होगा अगर कहूं कि चक्कर नहीं आ रहा", "dizziness"),
        ("ja", "めまいがしないと言ったら嘘になる", "dizziness"),
        ("ja", "めまいがないわけではない", "dizziness"),
        ("ja", "めまいがないとは言えない", "dizziness"),
    ],
)
def test_a_denial_that_is_denied_is_none(language: str, text: str, finding: str) -> None:
    assert_told_or_asked(language, text, finding)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "غرقت الفوطه الم او حراره ما عندي"),
        ("de", "alles durchgeblutet schwindel oder fieber hab ich nicht"),
        ("es", "he empapado la compresa dolor o fiebre no tengo"),
        ("fr", "la serviette est trempée douleur ou fièvre j'en ai pas"),
        ("hi", "पैड पूरा भीग गया दर्द या बुखार नहीं है"),
        ("it", "l'assorbente è fradicio dolori o febbre non ne ho"),
        ("ja", "ナプキンがびしょびしょ痛みや熱はない"),
        ("nl", "het verband is in een uurtje doorgelekt pijn of koorts heb ik niet"),
        ("pt", "encharquei o absorvente dor ou febre não tenho"),
    ],
)
def test_a_list_denied_at_its_end_denies_nothing_before_it(language: str, text: str) -> None:
    assert_told_or_asked(language, text, "soaking_pads")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "fieber oder komischen ausfluss hab ich nicht"),
        ("hi", "बुखार या बदबूदार पानी नहीं है"),
        ("it", "febbre o perdite strane non ne ho"),
        ("nl", "koorts of rare afscheiding heb ik niet"),
    ],
)
def test_a_list_denied_at_its_end_is_denied_from_its_start(language: str, text: str) -> None:
    assert hear(language, text).findings["fever"] == "no"


BESIDE = {
    "ar": (
        ["ما عاد اقدر", "ولا شي يفيد", "محد يصدقني", "ما نمت", "ما يوقف"],
        "انا دايخه",
        "الالم لا يطاق",
    ),
    "de": (
        ["ich kann nicht mehr", "nichts hilft", "das ist nicht normal", "keiner glaubt mir"],
        "ich bin umgekippt",
        "die binde ist durch",
    ),
    "en": (
        ["it's no joke", "i haven't slept", "it's not normal", "nothing helps"],
        "i'm dizzy",
        "blood is pouring out",
    ),
    "es": (
        ["no puedo más", "nada me calma", "no es broma", "no he dormido"],
        "me desmayé",
        "un dolor terrible",
    ),
    "fr": (
        ["j'en peux plus", "rien n'y fait", "c'est pas normal", "personne me croit"],
        "je vois noir",
        "la douleur est insupportable",
    ),
    "hi": (["अब नहीं सहा जाता", "रुक नहीं रहा", "नींद नहीं आई"], "चक्कर आ रहे हैं", "पैड पूरा भीग गया"),
    "it": (
        [
            "non ce la faccio proprio più",
            "non serve a niente",
            "non ho dormito",
            "nessuno mi crede",
        ],
        "mi gira la testa",
        "sono svenuta",
    ),
    "ja": (
        ["もう無理", "冗談じゃない", "何も効かない", "普通じゃない"],
        "めまいがします",
        "激痛です",
    ),
    "nl": (
        ["ik kan niet meer", "niets helpt", "het is geen grapje"],
        "ik ben duizelig",
        "mijn maandverband is doorweekt",
    ),
    "pt": (
        ["não aguento mais", "nada adianta", "não é normal", "não passa"],
        "tô tonta",
        "o absorvente encharcou",
    ),
}
"""What denies nothing of what is told beside it, and two ways of telling a danger sign."""


@pytest.mark.parametrize("language", BESIDE)
def test_what_is_denied_beside_a_danger_sign_does_not_deny_it(language: str) -> None:
    idioms, *told = BESIDE[language]
    for sign in told:
        [id] = set(hear(language, sign).findings) & set(danger_signs(load()))
        for idiom in idioms:
            assert_told_or_asked(language, f"{sign} {idiom}", id)
            assert_told_or_asked(language, f"{idiom} {sign}", id)


def test_each_thing_denied_by_itself_is_denied() -> None:
    heard = hear("de", "schwindel nein fieber nein starke schmerzen nein")
    assert {heard.findings[id] for id in ("dizziness", "fever", "severe_pain")} == {"no"}


def test_a_denial_that_belongs_to_a_finding_denies_nothing_before_it() -> None:
    heard = hear("de", "diese schmerzen im becken sind nicht auszuhalten")
    assert heard.findings == {"severe_pain": "yes", "pelvic_pain": "yes"}


def test_schwindel_is_no_windel() -> None:
    heard = hear("de", "kein schwindel nur hat's halt jetzt schon zum dritten mal geblutet")
    assert heard.findings["dizziness"] == "no"
    assert "soaking_pads" not in heard.findings


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "it's not like that i have no fever", "fever"),
        ("fr", "je saigne pas que ça et j'ai pas de fièvre", "fever"),
        ("nl", "het is niet zo veel bloed en ik ben niet duizelig", "dizziness"),
    ],
)
def test_what_denies_no_denial_takes_none_back(language: str, text: str, finding: str) -> None:
    assert hear(language, text).findings[finding] == "no"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "مو الم بسيط الم شديد"),
        ("de", "das ist kein leichter schmerz das ist die hölle"),
        ("en", "it's not a little pain it's agony"),
        ("es", "no es un dolorcito es un dolor terrible"),
        ("fr", "c'est pas une petite douleur c'est atroce"),
        ("hi", "थोड़ा दर्द नहीं है बहुत तेज दर्द है"),
        ("it", "non è un doloretto è un dolore atroce"),
        ("ja", "少しの痛みじゃなくて激痛です"),
        ("nl", "het is geen beetje pijn het is de hel"),
        ("pt", "não é uma dorzinha é uma dor horrível"),
    ],
)
def test_a_small_thing_denied_for_a_great_one_is_no_denial(language: str, text: str) -> None:
    assert_told_or_asked(language, text, "severe_pain")


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        (
            "en",
            "my friend is scared of going to the doctor she is soaking pad after pad",
            "soaking_pads",
        ),
        ("en", "i'm afraid to see a doctor i feel dizzy", "dizziness"),
        ("de", "ich hab angst vorm arzt mir ist schwindlig", "dizziness"),
        ("de", "meine freundin hat angst zum arzt zu gehen ihr ist schwindlig", "dizziness"),
        ("es", "mi amiga tiene miedo de ir al médico está mareada", "dizziness"),
        ("es", "me da miedo ir al médico estoy mareada", "dizziness"),
        ("fr", "mon amie a peur d'aller chez le médecin elle a la tête qui tourne", "dizziness"),
        ("fr", "j'ai peur d'aller aux urgences j'ai la tête qui tourne", "dizziness"),
        ("it", "la mia amica ha paura di andare dal medico le gira la testa", "dizziness"),
        ("it", "ho paura di andare in ospedale mi gira la testa", "dizziness"),
        ("nl", "mijn vriendin is bang om naar de dokter te gaan ze is duizelig", "dizziness"),
        ("nl", "ik durf niet naar de dokter ik ben duizelig", "dizziness"),
        ("pt", "minha amiga tem medo de ir no médico ela tá tonta", "dizziness"),
        ("pt", "tenho medo de ir no hospital tô tonta", "dizziness"),
        ("ar", "صديقتي تخاف تروح للدكتور وهي دايخه", "dizziness"),
        ("ar", "اخاف اروح المستشفى انا دايخه", "dizziness"),
        ("hi", "मेरी सहेली डॉक्टर के पास जाने से डरती है उसे चक्कर आ रहे हैं", "dizziness"),
        ("hi", "मुझे डॉक्टर से डर लगता है चक्कर आ रहे हैं", "dizziness"),
        ("ja", "友達が病院に行くのを怖がっていてめまいがするそうです", "dizziness"),
        ("ja", "病院に行くのが怖いんですけどめまいがします", "dizziness"),
    ],
)
def test_fear_of_being_seen_imagines_nothing(language: str, text: str, finding: str) -> None:
    assert_told_or_asked(language, text, finding)
