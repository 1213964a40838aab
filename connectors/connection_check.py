"""Checking what was handed over as a connection, before anything is done with it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from blockctl.connectors.chap import HOW_TO_GIVE
from blockctl.connectors.connection import Connection
from blockctl.connectors.connection_fields import (
    PASSED_ON,
    TRANSPORTS,
    Field,
    Transport,
    normalised,
)
from blockctl.errors import BadUsage

# Characters of a wrong value that are shown.
_SHOWN = 60
# What a command that hides secrets prints in their place (blockctl/output/trace.py, oslo.utils).
_MASK = "***"
_TYPES = {dict: "an object", list: "a list", bool: "true or false", str: "a text"}


def checked(transport: Any, data: dict[str, Any], origin: str, place: str = "data.") -> Connection:
    """The connection of what was found in ``origin``, whose fields are told as ``place`` with
    their name; each value as os-brick needs it.

    Raises BadUsage, which names the field that is wrong; a secret's value is never told.
    """
    transport = _transport(transport, origin)
    known = TRANSPORTS.get(transport)
    # Drivers write null for what there is none of.
    given = {name: value for name, value in data.items() if value is not None}
    if known is not None:
        for name, value in given.items():
            if field := known.field(name):
                _check_value(field, value, f"{origin}: {place}{name}")
        _check_form(known, given, origin, place)
        _check_needs(known, given, origin, place)
        _check_parallel(known, given, origin, place)
    return Connection(transport, normalised(transport, data))


def unknown_fields(connection: Connection) -> list[str]:
    """The fields that no table has; os-brick gets them as they are."""
    known = TRANSPORTS.get(connection.transport)
    return [name for name in connection.data if known is not None and known.field(name) is None]


def has_secret(connection: Connection) -> bool:
    """Whether a field that is secret is given."""
    known = TRANSPORTS.get(connection.transport)
    return known is not None and any(
        field.secret and connection.data.get(field.name) for field in known.fields
    )


def _transport(name: Any, origin: str) -> str:
    if not isinstance(name, str):
        raise BadUsage(
            f"{origin}: driver_volume_type is {_found(name)}, and must be a text.", _which()
        )
    if name.lower() not in (*TRANSPORTS, *PASSED_ON):
        raise BadUsage(
            f"{origin}: driver_volume_type is {_found(name)}, which is no transport of os-brick.",
            _which(),
        )
    return name.lower()  # os-brick takes it in any case


def _which() -> str:
    return f"It is one of: {', '.join([*TRANSPORTS, *PASSED_ON])}."


def _check_value(field: Field, value: Any, where: str) -> None:
    if field.secret and value == _MASK:
        raise BadUsage(f"{where} is masked, so it is not the secret itself.", HOW_TO_GIVE)
    if not field.many:
        _check_one(field, value, where)
    elif not isinstance(value, list) or not value:
        found = "an empty list" if value == [] else _told(field, value)
        raise BadUsage(f"{where} is {found}, and must be a list, each {field.kind.expected}.")
    else:
        for at, each in enumerate(value):
            _check_one(field, each, f"{where}[{at}]")


def _check_one(field: Field, value: Any, where: str) -> None:
    if not field.kind.fits(value):
        raise BadUsage(f"{where} is {_told(field, value)}, and must be {field.kind.expected}.")


def _told(field: Field, value: Any) -> str:
    return _type_of(value) if field.secret else _found(value)


def _found(value: Any) -> str:
    """A value in a sentence. What has an inside is told by its type: a secret may be in it."""
    if isinstance(value, dict | list):
        return _type_of(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _type_of(value: Any) -> str:
    if value == "":
        return "empty"
    return _TYPES.get(type(value), "a number")


def _check_form(known: Transport, given: Mapping[str, Any], origin: str, place: str) -> None:
    """Of the forms that are possible the one is meant of which most is given."""
    lacking = [[name for name in form if name not in given] for form in known.forms]
    fewest = min(lacking, key=len)
    if fewest:
        field = known.field(fewest[0])
        assert field is not None
        raise BadUsage(
            f"{origin}: {place}{field.name} is missing: {field.note}.",
            f"It must be {_a_list_of(field)}.",
        )


def _a_list_of(field: Field) -> str:
    return f"a list, each {field.kind.expected}" if field.many else field.kind.expected


def _check_needs(known: Transport, given: Mapping[str, Any], origin: str, place: str) -> None:
    for field, needed in _needs(known):
        if field.name in given and needed not in given:
            raise BadUsage(
                f"{origin}: {place}{needed} is missing, which {place}{field.name} needs.",
                HOW_TO_GIVE if needed == "auth_password" else None,
            )


def _needs(known: Transport) -> Iterator[tuple[Field, str]]:
    for field in known.fields:
        for needed in field.needs:
            yield field, needed


def _check_parallel(known: Transport, given: Mapping[str, Any], origin: str, place: str) -> None:
    lists = [name for name in known.parallel if name in given]
    for name in lists[1:]:
        if len(given[name]) != len(given[lists[0]]):
            raise BadUsage(
                f"{origin}: {place}{name} has {len(given[name])} values, and {place}{lists[0]} "
                f"has {len(given[lists[0]])}; each path needs one of both."
            )
