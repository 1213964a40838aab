"""Whether a URL is one that a request can be sent to."""

import re
from typing import Any
from urllib.parse import urlsplit

from blockctl.errors import BadUsage

_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f]")


def check(url: Any, what: str) -> str:
    """``url`` as it is; ``what`` names it in messages. Raises BadUsage when it makes no sense.

    Credentials in it are refused, unseen: they would end up in messages and logs.
    """
    text = str(url)
    if "@" in text.partition("//")[2].partition("/")[0]:
        raise BadUsage(
            f"{what} is a URL with a user name or password in it, which is not taken.",
            "Give them as --os-username and --os-password-file.",
        )
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or _NOT_IN_A_URL.search(text) or not text.isascii():
        raise BadUsage(
            f"{what}, {text}, is not the URL of a service.",
            "Give one such as https://cloud.example:8776/v3.",
        )
    return text
