"""Removing metadata keys as cinder does."""

import json
from collections.abc import Iterable

from blockctl.api.resources import segment
from blockctl.migration.standin.run import Run


def unset(run: Run, path: str, keys: Iterable[str]) -> None:
    """Remove keys of a volume: since 3.15 all at once, and none where one of them is not there.

    ``If-Match`` keeps what somebody else sets in between
    (cinder/api/v3/volume_metadata.py, 3.15).
    """
    if not run.since((3, 15)):
        unset_each(run, path, keys)
        return
    answer = run.api.exchange("GET", path)
    known = json.loads(answer.body)["metadata"]
    if not set(keys) <= set(known):
        return
    left = {key: value for key, value in known.items() if key not in set(keys)}
    matching = {"If-Match": tag} if (tag := answer.headers.get("etag")) else {}
    run.api.exchange("PUT", path, {"metadata": left}, matching)


def unset_each(run: Run, path: str, keys: Iterable[str]) -> None:
    """Remove keys one after the other."""
    for key in keys:
        run.api.send("DELETE", f"{path}/{segment(key)}")
