"""``--encryption-…`` of ``volume type create`` and ``set``, and the request they ask for."""

import functools
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click

from blockctl.api import type_encryption
from blockctl.api.client import Cloud
from blockctl.commands.base import ranges
from blockctl.errors import BadUsage

Verb = TypeVar("Verb", bound=Callable[..., Any])

# Which of an encryption can be left to its provider again, by an empty value.
_RESETTABLE = ("cipher", "key_size")


class _KeySize(ranges.Whole):
    """A number of bits, or nothing."""

    name = "number of bits"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == "" else super().convert(value, param, ctx)


_ENCRYPTION_OPTIONS = (
    click.option(
        "--encryption-provider", metavar="FORMAT", help="Encrypt in this format, such as luks."
    ),
    click.option(
        "--encryption-cipher",
        metavar="CIPHER",
        help="Cipher, such as aes-xts-plain64; '' for the provider's default.",
    ),
    click.option(
        "--encryption-key-size",
        type=_KeySize(min=1),
        metavar="BITS",
        help="Size of the key in bits, such as 256; '' for the provider's default.",
    ),
    click.option(
        "--encryption-control-location",
        type=click.Choice(("front-end", "back-end")),
        help="Who encrypts: the host that attaches (front-end, the default) or the storage.",
    ),
)


def encryption_options(verb: Verb) -> Verb:
    """``--encryption-…``, given to the verb as one dictionary ``encryption`` in the API's words."""

    @functools.wraps(verb)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        given = {
            name: kwargs.pop(f"encryption_{name}")
            for name in ("provider", "cipher", "key_size", "control_location")
        }
        encryption = {
            name: value or None
            for name, value in given.items()
            if value or (value == "" and name in _RESETTABLE)
        }
        return verb(*args, encryption=encryption, **kwargs)

    decorated: Any = wrapper
    for option in reversed(_ENCRYPTION_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def encryption_part(cloud: Cloud, type_id: str, encryption: dict[str, Any]) -> Callable[[], object]:
    """Change the encryption that there is, or create one; raises BadUsage if neither can be."""
    existing = type_encryption.show(cloud, type_id)
    if existing:
        encryption_id = existing["encryption_id"]
        return partial(type_encryption.update, cloud, type_id, encryption_id, encryption)
    if "provider" not in encryption:
        raise BadUsage(
            f"Volume type {type_id} has no encryption yet.", "Give --encryption-provider too."
        )
    return partial(type_encryption.create, cloud, type_id, encryption)
