"""Alexa's JSON -> the SDK's model of it, without what the model does not know and we do not need.

Amazon adds request types, enum values and interfaces as it likes. The SDK's own deserializer
raises at the first of them, with the whole request in its message; this one goes on without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

import msgspec
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Request, RequestEnvelope

DEEPEST = 32
"""Levels of nesting that are kept where the model takes any JSON, as in session attributes."""

NEEDED = {
    "Session": ("new", "attributes"),
    "Context": ("system",),
    "SystemState": ("device",),
    "Device": ("supported_interfaces",),
    "SupportedInterfaces": ("alexa_presentation_apl",),
}
"""All that is read of these: nothing of the account, and of the device whether it shows APL.

What is left out need not be imported either, which a cold start would wait for.
"""

PRIMITIVES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
}

Reader = Callable[[Any], Any]
"""JSON -> what it means; None where it means nothing."""


class UnreadableEnvelope(SerializationException):
    """A body that is no request envelope; the message says no more than that."""


class UnknownRequest(Request):
    """A request of a type that the SDK does not know."""

    def __init__(self) -> None:
        """Know nothing of it."""
        super().__init__()


class Serializer(DefaultSerializer):
    """The SDK's serializer with a reader that takes requests of tomorrow."""

    def deserialize(self, payload: Any, obj_type: type) -> Any:
        """Read an `obj_type`, from JSON text or from what it decodes to.

        Raises UnreadableEnvelope where that is no JSON, or an envelope without a request.
        """
        value = decoded(payload) if isinstance(payload, str | bytes) else payload
        try:
            read = _model(obj_type)(value)
        except RecursionError:
            raise UnreadableEnvelope("nested too deep") from None
        if read is None or (obj_type is RequestEnvelope and read.request is None):
            raise UnreadableEnvelope("no request envelope")
        return read


def decoded(payload: str | bytes) -> Any:
    """What the JSON text `payload` holds. Raises UnreadableEnvelope."""
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise UnreadableEnvelope("no JSON") from None


@cache
def _reader(kind: str) -> Reader:
    """The reader of a type as the SDK's models write it: "str", "list[...]", a class's name."""
    if kind in PRIMITIVES:
        return lambda value: value if type(value) in PRIMITIVES[kind] else None
    if kind == "datetime":
        return _time
    # That a device shows APL is enough to know, and its class brings a hundred others along.
    if kind == "object" or kind.endswith(".AlexaPresentationAplInterface"):
        return _pruned
    if kind.startswith("list["):
        item = _reader(kind[len("list[") : -1])
        return lambda value: _items(item, value) if isinstance(value, list) else None
    if kind.startswith("dict("):
        member = _reader(kind.partition(", ")[2][:-1])
        return lambda value: _members(member, value) if isinstance(value, dict) else None
    return _model(_class(kind))


def _items(item: Reader, values: list[Any]) -> list[Any]:
    return [read for value in values if (read := item(value)) is not None]


def _members(member: Reader, values: dict[str, Any]) -> dict[str, Any]:
    return {name: read for name, value in values.items() if (read := member(value)) is not None}


def _time(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _pruned(value: Any, levels: int = DEEPEST) -> Any:
    """The value without what it nests deeper than `levels`."""
    if isinstance(value, dict):
        return {name: _pruned(inner, levels - 1) for name, inner in value.items()} if levels else {}
    if isinstance(value, list):
        return [_pruned(inner, levels - 1) for inner in value] if levels else []
    return value


@cache
def _model(model: type) -> Reader:
    """The reader of one of the SDK's classes."""
    if issubclass(model, Enum):
        members: dict[Any, Enum] = {member.value: member for member in model}
        return lambda value: members.get(value) if isinstance(value, str) else None
    children: dict[str, str] | None = vars(model).get("discriminator_value_class_map")
    if children:
        key: str = model.json_discriminator_key  # type: ignore[attr-defined]
        return lambda value: _child(model, children, key, value)
    names: dict[str, str] = model.attribute_map  # type: ignore[attr-defined]
    kinds: dict[str, str] = model.deserialized_types  # type: ignore[attr-defined]
    needed = NEEDED.get(model.__name__, names)
    fields = [(attribute, names[attribute], kinds[attribute]) for attribute in needed]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        made = model()
        for attribute, name, kind in fields:
            if value.get(name) is not None:
                setattr(made, attribute, _reader(kind)(value[name]))
        return made

    return read


def _child(model: type, children: dict[str, str], key: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    name = value.get(key)
    if isinstance(name, str) and name in children:
        return _model(_class(children[name]))(value)
    if model is not Request:
        return None
    unknown = UnknownRequest()
    unknown.locale = _reader("str")(value.get("locale"))
    return unknown


@cache
def _class(name: str) -> type:
    module, _, own = name.rpartition(".")
    found: type = getattr(import_module(module), own)
    return found
