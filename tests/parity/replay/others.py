"""Glance, Nova and Neutron, as far as a command for volumes asks them."""

import re

from tests.parity.replay.asked import Answer, Asked
from tests.parity.replay.resources import PROJECT_ID, Sample


def image(asked: Asked, sample: Sample, base: str) -> Answer | None:
    """What Glance answers; None for what it does not have."""
    if not asked.path:
        link = {"rel": "self", "href": f"{base}/image/v2/"}
        version = {"id": "v2.15", "status": "CURRENT", "links": [link]}
        return Answer(300, {"versions": [version]})
    return _found(asked, sample, "image", {
        "status": "active", "visibility": "private", "size": 0, "disk_format": "raw",
        "container_format": "bare", "tags": [], "schema": "/v2/schemas/image",
    })  # fmt: skip


def compute(asked: Asked, sample: Sample, base: str) -> Answer | None:
    """What Nova answers; None for what it does not have."""
    if asked.path in ((), ("v2.1",)):
        version = {
            "id": "v2.1",
            "status": "CURRENT",
            "version": "2.96",
            "min_version": "2.1",
            "links": [{"rel": "self", "href": f"{base}/compute/v2.1/"}],
        }
        return Answer(200, {"version": version} if asked.path else {"versions": [version]})
    if asked.path[1] == "limits":
        return Answer(200, {"limits": {"rate": [], "absolute": {"maxTotalCores": 20}}})
    if asked.path[1] == "os-quota-sets":
        return Answer(200, {"quota_set": {"id": PROJECT_ID, "cores": 20}})
    return _found(asked, sample, "server", {"status": "ACTIVE", "addresses": {}, "metadata": {}})


def network(asked: Asked, sample: Sample, base: str) -> Answer | None:
    """What Neutron answers; None for what it does not have."""
    if not asked.path:
        link = {"rel": "self", "href": f"{base}/network/v2.0/"}
        return Answer(200, {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [link]}]})
    return Answer(200, {"quota": {"network": 10}}) if asked.path[1] == "quotas" else None


def _found(asked: Asked, sample: Sample, kind: str, fields: dict[str, object]) -> Answer | None:
    if len(asked.path) < 2 or asked.path[1] != f"{kind}s":
        return None
    there = [{"id": sample.id_of(name), "name": name, **fields} for name in sample.names]
    wanted = asked.path[2] if len(asked.path) > 2 and asked.path[2] != "detail" else None
    if wanted is None:
        # Nova takes a name for a regular expression; Glance does not, and it makes no odds here.
        name = asked.parameter("name") or ""
        named = [each for each in there if re.search(name, str(each["name"]))]
        return Answer(200, {f"{kind}s": named})
    one = next((each for each in there if each["id"] == wanted), None)
    if one is None:
        return None
    return Answer(200, one if kind == "image" else {kind: one})
