"""CanFulfillIntentRequest: what we could answer for someone who named no skill."""

from __future__ import annotations

from ask_sdk_model.canfulfill.can_fulfill_intent import CanFulfillIntent
from ask_sdk_model.canfulfill.can_fulfill_intent_request import CanFulfillIntentRequest
from ask_sdk_model.canfulfill.can_fulfill_intent_values import CanFulfillIntentValues
from ask_sdk_model.canfulfill.can_fulfill_slot import CanFulfillSlot
from ask_sdk_model.canfulfill.can_fulfill_slot_values import CanFulfillSlotValues
from ask_sdk_model.canfulfill.can_understand_slot_values import CanUnderstandSlotValues
from ask_sdk_model.slot import Slot

from skill.alexa.handlers import resolved, spoken
from skill.understanding import hear

ALONE = frozenset(
    {
        "CheckSymptomsIntent",
        "AskCausesIntent",
        "AskDangerSignsIntent",
        "AskHowCommonIntent",
        "AskUntilSeenIntent",
        "AskWhatToDoIntent",
    }
)
"""Intents that are answered as they stand, whatever was said before."""

BY_SLOTS = frozenset({"AskTopicIntent", "ReportSymptomsIntent", "TellStoryIntent"})
"""Intents that are answered if their slots are understood."""


def promise(request: CanFulfillIntentRequest, language: str) -> CanFulfillIntent:
    """YES where one answer is sure, MAYBE where only some slots are understood, NO otherwise."""
    intent = request.intent
    name = intent.name if intent else ""
    understood = {
        key: _understood(slot, words, language)
        for key, slot, words in spoken(intent.slots if intent else None)
        if slot.value
    }
    if name in ALONE:
        value = CanFulfillIntentValues.YES
    elif name in BY_SLOTS and any(understood.values()):
        value = (
            CanFulfillIntentValues.YES if all(understood.values()) else CanFulfillIntentValues.MAYBE
        )
    else:
        value = CanFulfillIntentValues.NO
    return CanFulfillIntent(
        can_fulfill=value,
        slots={
            key: CanFulfillSlot(
                can_understand=(
                    CanUnderstandSlotValues.YES if known else CanUnderstandSlotValues.NO
                ),
                can_fulfill=CanFulfillSlotValues.YES if known else CanFulfillSlotValues.NO,
            )
            for key, known in understood.items()
        },
    )


def _understood(slot: Slot, words: str, language: str) -> bool:
    if resolved(slot):
        return True
    heard = hear(language, words)
    return bool(heard.findings or heard.topic or heard.assault)
