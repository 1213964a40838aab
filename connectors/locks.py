"""One command at a time works on one volume on this host."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from blockctl.connectors.stop import Stop
from blockctl.errors import LocalFailed
from blockctl.paths import private_dir, runtime_dir
from blockctl.standalone.locking import try_lock

_PAUSE = 0.1


@contextmanager
def volume_lock(volume_id: str, stop: Stop) -> Iterator[None]:
    """Hold this host's lock on a volume; the kernel gives it back however the holder ends.

    Waits for another holder until ``stop`` says otherwise. Raises LocalFailed when the lock's
    file cannot be used.
    """
    try:
        # The ID comes from outside: it must not lead out of the folder.
        path = private_dir(runtime_dir() / "locks") / f"volume-{quote(volume_id, safe='')}"
        descriptor = try_lock(path)
        while descriptor is None:
            stop.check()
            time.sleep(_PAUSE)
            descriptor = try_lock(path)
    except OSError as trouble:
        raise LocalFailed(f"Volume {volume_id} cannot be locked: {trouble}.") from trouble
    try:
        yield
    finally:
        os.close(descriptor)
