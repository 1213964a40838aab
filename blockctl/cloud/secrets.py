"""Secrets that come from a file, from standard input or from a person at a terminal."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from blockctl.cloud.model import CloudConfig
from blockctl.errors import BadUsage, NotAllowed
from blockctl.options import PROMPTS, SECRET_FILES, SECRETS, Setting

# No password or token is longer; what is, is the wrong file.
_LONGEST = 64 * 1024


def from_files(given: Mapping[str, str]) -> dict[str, str]:
    """``given``, in which each secret that was given by a file's name is read from there.

    Raises BadUsage for a file that cannot be read or holds no text, and for a secret that is
    given twice.
    """
    values = dict(given)
    for setting, by_file in zip(SECRETS, SECRET_FILES, strict=True):
        name = values.pop(by_file.key, None)
        if name and setting.key in values:
            raise BadUsage(f"{setting.option} and {by_file.option} (or their variables) are given.")
        if name:
            values[setting.key] = _read(setting, name)
    return values


def prompted(cloud: CloudConfig) -> CloudConfig:
    """The cloud with the secret that its auth type needs, asked for on the terminal if missing.

    Raises NotAllowed when it is missing and nobody is there to ask.
    """
    asked = {}
    for key, prompt in PROMPTS.get(cloud.auth_type, {}).items():
        if not cloud.auth.get(key):
            asked[key] = _ask(cloud, key, prompt)
    return replace(cloud, auth={**cloud.auth, **asked}) if asked else cloud


def _ask(cloud: CloudConfig, key: str, prompt: str) -> str:
    typed = ""
    if sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        try:
            typed = getpass(prompt)
        except EOFError:
            typed = ""
    if not typed:
        raise NotAllowed(
            f"Signing in with {cloud.source} needs a {key}, and there is none.",
            f"Give it with OS_{key.upper()} or --os-{key}-file, or run this on a terminal.",
        )
    return typed


def _read(secret: Setting, name: str) -> str:
    where = "standard input" if name == "-" else name
    what = f"{secret.option} cannot be read from {where}"
    try:
        if name == "-":
            content = sys.stdin.buffer.read(_LONGEST + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(_LONGEST + 1)
        text = content.decode()
    except OSError as refused:
        raise BadUsage(f"{what}: {refused.strerror}.") from refused
    except ValueError:
        raise BadUsage(f"{what}: it is no text.") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(content) > _LONGEST:
        raise BadUsage(f"{what}: {'it is too long' if text else 'it is empty'}.")
    return text
