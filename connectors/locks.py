"""One command at a time works on one thing that is attached, and on one kind of devices."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from blockctl.connectors.origin import Origin
from blockctl.connectors.stop import Stop
from blockctl.connectors.transports import family
from blockctl.errors import LocalFailed
from blockctl.paths import private_dir, runtime_dir
from blockctl.standalone.locking import try_lock

_PAUSE = 0.1


def origin_lock(origin: Origin, stop: Stop) -> AbstractContextManager[int]:
    """Hold this host's lock on what is attached. Raises as ``stop`` does, and LocalFailed."""
    # Not the endpoint: a cloud can be reached under several.
    return _held(f"{origin.source} {origin.key}", origin.label or origin.key, stop)


def device_lock(transport: str, stop: Stop | None) -> AbstractContextManager[int]:
    """Hold this host's lock on all devices that could be one and the same as one of this transport.

    os-brick itself connects and disconnects one of a kind at a time. Raises as ``stop`` does, and
    LocalFailed.
    """
    kind = family(transport)
    return _held(f"devices {kind}", f"Connecting over {kind}", stop)


def mapping_lock(name: str) -> AbstractContextManager[int]:
    """Hold the lock on a mapping of the device-mapper: its descriptor, for a child to inherit."""
    return _held(f"mapping {name}", name, None)


@contextmanager
def _held(name: str, told: str, stop: Stop | None) -> Iterator[int]:
    """Hold a lock, which the kernel gives back however its last holder ends."""
    try:
        # The name comes from outside: it must not lead out of the folder.
        file = hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()
        path = private_dir(runtime_dir() / "locks") / file
        descriptor = try_lock(path)
        while descriptor is None:
            if stop is not None:
                stop.check()
            time.sleep(_PAUSE)
            descriptor = try_lock(path)
    except OSError as trouble:
        raise LocalFailed(f"{told} cannot be locked: {trouble}.") from trouble
    try:
        yield descriptor
    finally:
        os.close(descriptor)
