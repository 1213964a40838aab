"""How configurations are laid over each other, and their keys and values made alike."""

import re
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"\{(\w+)\}")


def over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` laid over ``below``; sections are merged entry by entry, however deep."""
    merged = dict(below)
    for key, value in above.items():
        nested = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = over(merged[key], value) if nested else value
    return merged


def alike(config: Mapping[Any, Any]) -> dict[str, Any]:
    """Keys with underscores, and numbers as text (a project may be named 42), however deep."""
    return {str(key).replace("-", "_"): _value(value) for key, value in config.items()}


def filled(text: str, config: Mapping[str, Any]) -> str:
    """``text`` with each ``{key}`` replaced from ``config``, as vendors write region names.

    A key that is not there is left as it stands.
    """
    return _PLACE.sub(lambda match: str(config.get(match[1]) or match[0]), text)


def is_yes(value: Any) -> bool:
    """What a file or a variable means by a truth value; only ``true`` is, in any case."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return alike(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
