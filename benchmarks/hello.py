"""The yardstick: the smallest skill on the same SDK, as its documentation writes it."""

from __future__ import annotations

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import Response


class Hello(AbstractRequestHandler):
    """Answers every request."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Always."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say hello."""
        builder = handler_input.response_builder.speak("Hello World").ask("Hello?")
        return builder.set_should_end_session(False).response


def skill_builder() -> SkillBuilder:
    """The skill, to be made for the web or for AWS Lambda."""
    builder = SkillBuilder()
    builder.add_request_handler(Hello())
    return builder


handler = skill_builder().lambda_handler()
