"""Where the passphrase of something encrypted comes from: a file, standard input, or the cloud."""

import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from blockctl.connectors.claims import Claim
from blockctl.connectors.encryption import STDIN, Encryption, Keys, Sealing
from blockctl.connectors.origin import Origin
from blockctl.errors import BadUsage, LocalFailed, NotAllowed
from blockctl.neighbours import Neighbours, key_manager
from blockctl.output.terminal import note

# cryptsetup(8): what it takes of a key file at most.
_LONGEST = 8 * 1024**2
_OTHERS_MAY_READ = 0o044
# The ID of the one key that a volume service without a key manager has
# (cinder/keymgr/conf_key_mgr.py).
_FIXED = "00000000-0000-0000-0000-000000000000"


def finder(neighbours: Callable[[], Neighbours | None], file: str | None) -> Keys:
    """What opens an origin: the passphrase in ``file`` (``-`` is standard input) as it is, or the
    key that its cloud's key manager has.

    Raises BadUsage for a file that holds none or cannot be read, NotFound, NotAllowed or
    Unreachable as the key manager does, LocalFailed where there is none.
    """
    read: list[bytes] = []

    def of_file(name: str) -> bytes:
        # Standard input can be read once only.
        if not read:
            read.append(_from_file(name))
        return read[0]

    def of(origin: Origin) -> Sealing | None:
        encryption = origin.encryption()
        if file is not None:
            return Sealing(encryption or Encryption(), of_file(file))
        if encryption is None:
            return None
        return Sealing(encryption, _from_cloud(origin, encryption, neighbours))

    return of


def finder_of_claim(claim: Claim, neighbours: Callable[[], Neighbours | None]) -> Keys:
    """As ``finder``, for what a claim of the ledger came from: its key file is remembered."""
    return finder(neighbours, claim.key_file)


def _from_file(name: str) -> bytes:
    try:
        if name == STDIN:
            found = _read(sys.stdin.buffer)
        else:
            with open(name, "rb") as opened:
                if os.fstat(opened.fileno()).st_mode & _OTHERS_MAY_READ:
                    note(f"Other users can read the key file {name}: chmod 600 {name}")
                found = _read(opened)
    except OSError as trouble:
        raise BadUsage(f"The key file {name} cannot be read: {trouble.strerror}.") from trouble
    if not found:
        raise BadUsage(f"There is no key in {'standard input' if name == STDIN else name}.")
    if len(found) > _LONGEST:
        raise BadUsage(f"The key file {name} is too long: a key has at most {_LONGEST} bytes.")
    return found


def _read(opened: BinaryIO) -> bytes:
    return opened.read(_LONGEST + 1)


def _from_cloud(
    origin: Origin, encryption: Encryption, neighbours: Callable[[], Neighbours | None]
) -> bytes:
    title = origin.label or origin.key
    if encryption.key_id is None:
        raise BadUsage(f"{title} is encrypted.", "Give its key with --key-file FILE.")
    if encryption.key_id == _FIXED:
        return _of_standalone(origin)
    services = neighbours()
    if services is None:
        raise LocalFailed(
            f"{title} is encrypted, and no key manager is known to have its key.",
            "Give its key with --key-file FILE.",
        )
    return key_manager.passphrase(services, encryption.key_id)


def _of_standalone(origin: Origin) -> bytes:
    """The key that the standalone service keeps, where it is that one's volume."""
    from blockctl.paths import state_dir
    from blockctl.standalone import record, secret
    from blockctl.standalone.folder import Folder

    root = state_dir() / "standalone"
    service = record.read(root)
    if service is None or service.endpoint.rstrip("/") != origin.endpoint.rstrip("/"):
        raise NotAllowed(
            f"{origin.label or origin.key} is encrypted with a key that only its volume service "
            "has (fixed_key in its configuration).",
            "Give it with --key-file FILE, in hexadecimal.",
        )
    return secret.keep(Folder(root)).volume_key.encode()
