"""Microversions: which one a request is sent with, and what the server speaks.

The header is ``OpenStack-API-Version: volume X.Y``; a server outside its range answers 406
(https://docs.openstack.org/cinder/latest/contributor/api_microversion_dev.html).
"""

import re
from typing import Any, NamedTuple

from blockctl.errors import BadUsage


class Microversion(NamedTuple):
    """A version such as 3.71, compared by its two numbers."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


# The highest that our verbs were run with against a real Cinder (29.0).
PROVED = Microversion(3, 71)


class Range(NamedTuple):
    """What a server speaks, both ends included."""

    lowest: Microversion
    highest: Microversion


def parse(text: str) -> Microversion:
    """``3.71`` as a Microversion; raises BadUsage for anything else."""
    match = re.fullmatch(r"(\d{1,4})\.(\d{1,4})", text.strip())
    if not match:
        raise BadUsage(
            f"'{text}' is not a volume API version.", "Give one such as 3.71, or 3 for the best."
        )
    return Microversion(int(match[1]), int(match[2]))


def pinned(text: str | None) -> Microversion | None:
    """The version a user insists on, or None for a bare major version, as openrc files set it."""
    if not text or re.fullmatch(r"v?3", text.strip()):
        return None
    return parse(text)


def range_in(document: Any) -> Range | None:
    """The v3 range in a version document, or None if there is none in it that can be read."""
    versions = document.get("versions") if isinstance(document, dict) else None
    for version in versions if isinstance(versions, list) else []:
        if isinstance(version, dict) and str(version.get("id", "")).startswith("v3"):
            # A server before microversions leaves both empty.
            return range_from(
                [version.get("min_version") or "3.0", version.get("version") or "3.0"]
            )
    return None


def range_from(pair: Any) -> Range | None:
    """The range that two texts give, lowest first, or None for anything else."""
    try:
        lowest, highest = pair
        return Range(parse(lowest), parse(highest))
    except (AttributeError, TypeError, ValueError, BadUsage):
        return None
