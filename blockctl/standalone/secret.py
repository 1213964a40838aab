"""What the standalone service must not lose or tell: its token and its encryption key."""

import json
import secrets
from dataclasses import asdict, dataclass, field

from blockctl.errors import BlockctlError
from blockctl.standalone.folder import Folder, write_private


@dataclass(frozen=True)
class Secrets:
    """``token`` opens the API; ``volume_key`` (hexadecimal) encrypts volumes of encrypted types."""

    token: str = field(repr=False)
    volume_key: str = field(repr=False)


def keep(folder: Folder) -> Secrets:
    """The secrets of this folder, made the first time and the same ever after.

    Raises BlockctlError when the file is damaged: new ones would lock out clients and
    encrypted volumes. Raises OSError when it cannot be read or written.
    """
    try:
        return Secrets(**json.loads(folder.secrets.read_text(encoding="utf-8")))
    except FileNotFoundError:
        made = Secrets(token=secrets.token_urlsafe(32), volume_key=secrets.token_hex(32))
        write_private(folder.secrets, json.dumps(asdict(made)) + "\n")
        return made
    except (ValueError, TypeError) as garbage:
        raise BlockctlError(
            f"{folder.secrets} is damaged; it holds the key of encrypted volumes.",
            "Restore it from a backup, or move it away if no volume is encrypted.",
        ) from garbage
