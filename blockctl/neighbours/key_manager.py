"""The key manager (Barbican): the keys of encrypted volumes.

https://docs.openstack.org/api-ref/key-manager/v1/
"""

from blockctl.errors import LocalFailed
from blockctl.neighbours.service import Neighbours

_BINARY = "application/octet-stream"


def passphrase(neighbours: Neighbours, key_id: str) -> bytes:
    """With what a device opens that was encrypted with this key: its bytes in hexadecimal, or a
    secret of type ``passphrase`` as it is (os_brick/utils.py, get_passphrase_from_secret).

    Raises NotFound, NotPermitted, Unreachable, NoSuchService; LocalFailed for a key without bytes.
    """
    service = neighbours.key_manager
    doing = f"Getting the key {key_id} of an encrypted volume"
    about = service.get(f"/secrets/{key_id}", doing)
    kinds = about.get("content_types")
    kind = kinds.get("default") if isinstance(kinds, dict) else None
    if not isinstance(kind, str):
        raise LocalFailed(f"{doing} failed: there is nothing in it.")
    key = service.content(f"/secrets/{key_id}/payload", doing, kind.partition(";")[0] or _BINARY)
    return key if about.get("secret_type") == "passphrase" else key.hex().encode()
