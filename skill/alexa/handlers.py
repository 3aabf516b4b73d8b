"""The Alexa skill: requests in, the conversation asked, responses out. Nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from ask_sdk_core.dispatch_components import (
    AbstractExceptionHandler,
    AbstractRequestHandler,
)
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.response_helper import ResponseFactory
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import IntentRequest, LaunchRequest, Response, SessionEndedRequest
from ask_sdk_model.slot import Slot
from ask_sdk_model.slu.entityresolution.status_code import StatusCode
from ask_sdk_model.ui import SimpleCard

from skill import protocol
from skill.alexa import screens
from skill.alexa.reading import Serializer
from skill.conversation import Reply, Said, State, respond, restored
from skill.languages import DEFAULT, Locale, find
from skill.protocol import Value
from skill.speech import Speaker, Speech

STATE = "state"
"""The one session attribute."""

MOST_SLOTS = 32
LONGEST_SPEECH = 1_500
"""Signs that are heard of a request: more than anyone says in the time Alexa listens."""

if TYPE_CHECKING:
    from skill.understanding import Heard

log = logging.getLogger(__name__)


def locale_of(handler_input: HandlerInput) -> Locale:
    """The locale to answer in; Alexa may change it between two requests of a session."""
    return find(handler_input.request_envelope.request.locale or DEFAULT)


def state_of(handler_input: HandlerInput) -> State:
    """What the session knows; a fresh state outside a session."""
    session = handler_input.request_envelope.session
    attributes = session.attributes if session else None
    return restored(protocol.load(), (attributes or {}).get(STATE))


def keep(handler_input: HandlerInput, attributes: dict[str, Any]) -> None:
    """Hand the session these attributes in place of those that came; nothing outside one."""
    if handler_input.request_envelope.session:
        handler_input.attributes_manager.session_attributes = attributes


def said_in(request: IntentRequest, language: str) -> Said:
    """What an intent and its slots say; words that Alexa could not match are heard as speech."""
    intent = request.intent
    if not intent:
        return Said("")
    # Most requests say nothing freely, so that a cold start need not wait for the hearing.
    from skill.understanding import Heard, hear

    known = protocol.load()
    topic: str | None = None
    heard: list[Heard] = []
    for name, slot, words in spoken(intent.slots):
        denied = name.endswith("denied_finding")
        ids = [
            id
            for id in resolved(slot)
            if id in (known.topics if name == "topic" else known.findings)
        ]
        if name == "patient":
            heard.append(Heard(about="other" if words else None))
        elif name == "topic":
            free = Heard(topic=ids[0]) if ids else hear(language, words)
            topic = free.topic
            if not topic:
                heard.append(free)
        elif words or ids:
            free = _denied(hear(language, words)) if denied else hear(language, words)
            # One value may stand for words that tell more: "a lot of blood, and my head swims".
            values: dict[str, Value] = dict.fromkeys(ids, "no" if denied else "yes")
            heard.append(
                msgspec.structs.replace(
                    free,
                    findings=free.findings | values,
                    doubts=tuple(id for id in free.doubts if id not in values),
                )
            )
    findings: dict[str, Value] = {}
    for one in heard:
        findings |= one.findings
    said_both = [id for one in heard for id in one.findings if one.findings[id] != findings[id]]
    return Said(
        intent=intent.name or "",
        topic=topic or next((one.topic for one in heard if one.topic), None),
        findings={id: value for id, value in findings.items() if id not in said_both},
        doubts=tuple(dict.fromkeys([*said_both, *(id for one in heard for id in one.doubts)])),
        about=next((one.about for one in heard if one.about), None),
        assault=any(one.assault for one in heard),
    )


def spoken(slots: dict[str, Slot] | None) -> Iterator[tuple[str, Slot, str]]:
    """The slots by name, and what of their words is heard."""
    left = LONGEST_SPEECH
    for name, slot in islice((slots or {}).items(), MOST_SLOTS):
        words = (slot.value or "")[:left]
        left -= len(words)
        yield name, slot, words


def _denied(heard: Heard) -> Heard:
    """What the words mean after a denial that Alexa took from them.

    A denial within a denied slot is in doubt: it may be the same denial, heard twice.
    """
    findings: dict[str, Value] = {id: "no" for id, said in heard.findings.items() if said == "yes"}
    doubts = tuple(id for id in heard.findings if id not in findings)
    return msgspec.structs.replace(heard, findings=findings, doubts=(*heard.doubts, *doubts))


def resolved(slot: Slot) -> list[str]:
    """The ids that Alexa matched the slot's words with, the likeliest only."""
    if not slot.resolutions or not slot.resolutions.resolutions_per_authority:
        return []
    return [
        resolution.values[0].value.id
        for resolution in slot.resolutions.resolutions_per_authority
        if resolution.status
        and resolution.status.code == StatusCode.ER_SUCCESS_MATCH
        and resolution.values
        and resolution.values[0].value
        and resolution.values[0].value.id
    ][:1]


def answer(handler_input: HandlerInput, speech: Speech, *, ended: bool) -> Response:
    """The response that says `speech`."""
    builder = handler_input.response_builder.speak(speech.ssml)
    if speech.reprompt and not ended:
        builder.ask(speech.reprompt)
    builder.set_card(SimpleCard(title=speech.card_title, content=speech.card_text))
    builder.set_should_end_session(ended)
    response: Response = builder.response
    return response


class ConversationHandler(AbstractRequestHandler):
    """Launches, intents, and answers by touch."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Whether the request is something the listener said or touched."""
        request = handler_input.request_envelope.request
        return isinstance(request, LaunchRequest | IntentRequest) or screens.is_touch(request)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer in the request's language, and keep the state in the session."""
        request = handler_input.request_envelope.request
        locale = locale_of(handler_input)
        said = Said("LaunchRequest")
        if isinstance(request, IntentRequest):
            said = said_in(request, locale.language)
        elif screens.is_touch(request):
            said = screens.touched(request)
        known = protocol.load()
        reply: Reply = respond(known, said, state_of(handler_input))
        keep(handler_input, {STATE: msgspec.to_builtins(reply.state)})
        speaker = Speaker(known, locale)
        speech = speaker.speak(reply)
        if screens.supported(handler_input):
            shown = screens.directive(speaker, locale, reply, speech)
            handler_input.response_builder.add_directive(shown)
        return answer(handler_input, speech, ended=reply.ended)


class CanFulfillHandler(AbstractRequestHandler):
    """Whether we could answer a listener who named no skill. Nothing is said or changed."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Whether Alexa asks what we could answer."""
        request = handler_input.request_envelope.request
        return getattr(request, "object_type", "") == "CanFulfillIntentRequest"

    def handle(self, handler_input: HandlerInput) -> Response:
        """Promise what one answer without a conversation can keep, and no more."""
        from skill.alexa.fulfillment import promise

        builder = handler_input.response_builder
        builder.set_can_fulfill_intent(
            promise(handler_input.request_envelope.request, locale_of(handler_input).language)
        )
        response: Response = builder.response
        return response


def no_promise(handler_input: HandlerInput) -> Response:
    """The response that promises nothing."""
    from ask_sdk_model.canfulfill import CanFulfillIntent, CanFulfillIntentValues

    nothing = CanFulfillIntent(can_fulfill=CanFulfillIntentValues.NO)
    response: Response = handler_input.response_builder.set_can_fulfill_intent(nothing).response
    return response


class SessionEndedHandler(AbstractRequestHandler):
    """The end of a session, which takes no speech."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Whether the session ended."""
        return isinstance(handler_input.request_envelope.request, SessionEndedRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer nothing, and give nothing back."""
        keep(handler_input, {})
        response: Response = handler_input.response_builder.response
        return response


class LastResort(AbstractExceptionHandler):
    """Whatever went wrong: contact a clinician, and the emergency number."""

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """Take every exception."""
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Say the last resort; log the kind of error, and nothing that was said."""
        log.error("last resort: %s", type(exception).__name__)
        keep(handler_input, {})
        # What the failed answer had begun is not sent along.
        handler_input.response_builder = ResponseFactory()
        if CanFulfillHandler().can_handle(handler_input):
            return no_promise(handler_input)
        known, locale = protocol.load(), locale_of(handler_input)
        try:
            speech = Speaker(known, locale).last_resort()
        # Without its catalog a language is served in English, with its own country's number.
        except Exception:
            speech = Speaker(known, Locale(f"en-{locale.territory}")).last_resort()
        return answer(handler_input, speech, ended=True)


def build() -> CustomSkill:
    """The skill; whoever calls it checks first that a request is meant for it."""
    builder = SkillBuilder()
    builder.add_request_handler(ConversationHandler())
    builder.add_request_handler(CanFulfillHandler())
    builder.add_request_handler(SessionEndedHandler())
    builder.add_exception_handler(LastResort())
    skill: CustomSkill = builder.create()
    skill.serializer = Serializer()
    return skill
