"""QoS specifications: requests and answers of ``/qos-specs``.

Their ``specs`` are the properties in commands. Volume types that are associated with one pass it
on to their volumes. The API is for admins.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.errors import NotFound

QOS = Resource("QoS specification", "volume qos", "/qos-specs", "qos_specs", "qos_specs", "")


def find(cloud: Cloud, name_or_id: str) -> dict[str, Any]:
    """The specification with this ID, or with exactly this name; names are unique.

    The service has no filter for the name. Raises NotFound.
    """
    if resources.is_id(name_or_id):
        try:
            return resources.show(cloud, QOS, name_or_id)
        except NotFound:
            pass  # a name may look like an ID
    for spec in resources.listing(cloud, QOS):
        if spec["name"] == name_or_id:
            return spec
    raise NotFound(f"No QoS specification has the name or ID '{name_or_id}'.")


def create(
    cloud: Cloud, name: str, *, consumer: str, properties: Mapping[str, str]
) -> dict[str, Any]:
    """Create a specification; ``consumer`` is ``front-end``, ``back-end`` or ``both``."""
    body = {"qos_specs": {"consumer": consumer, **properties, "name": name}}
    doing = f"Creating QoS specification {name}"
    return cloud.fetch("qos_specs", "POST", "/qos-specs", doing, body=body)


def set_properties(cloud: Cloud, spec_id: str, properties: Mapping[str, str]) -> None:
    """Add properties, or overwrite those of the same keys; ``consumer`` counts as one here."""
    doing = f"Changing QoS specification {spec_id}"
    cloud.request("PUT", f"/qos-specs/{spec_id}", doing, body={"qos_specs": dict(properties)})


def unset_properties(cloud: Cloud, spec_id: str, keys: Sequence[str]) -> None:
    """Remove properties up to the first key that is not there, at which it raises NotFound."""
    doing = f"Removing properties of QoS specification {spec_id}"
    body = {"keys": list(dict.fromkeys(keys))}
    cloud.request("PUT", f"/qos-specs/{spec_id}/delete_keys", doing, body=body)


def delete(cloud: Cloud, spec_id: str, *, force: bool = False) -> None:
    """Delete a specification; ``force`` one that volume types are associated with, too."""
    resources.delete(cloud, QOS, spec_id, {"force": "true" if force else None})


def associations(cloud: Cloud, spec_id: str) -> list[dict[str, Any]]:
    """The volume types that are associated with it, each with ``id`` and ``name``."""
    doing = f"Listing the volume types of QoS specification {spec_id}"
    found: list[dict[str, Any]] = cloud.get(f"/qos-specs/{spec_id}/associations", doing)[
        "qos_associations"
    ]
    return found


# The API changes associations by GET (cinder/api/contrib/qos_specs_manage.py).


def associate(cloud: Cloud, spec_id: str, type_id: str) -> None:
    """Let volumes of a type follow it from now on; raises BlockctlError if it has another."""
    doing = f"Associating volume type {type_id} with QoS specification {spec_id}"
    cloud.get(f"/qos-specs/{spec_id}/associate", doing, {"vol_type_id": type_id})


def disassociate(cloud: Cloud, spec_id: str, type_id: str) -> None:
    """Part a volume type from it."""
    doing = f"Disassociating volume type {type_id} from QoS specification {spec_id}"
    cloud.get(f"/qos-specs/{spec_id}/disassociate", doing, {"vol_type_id": type_id})


def disassociate_all(cloud: Cloud, spec_id: str) -> None:
    """Part every volume type from it."""
    doing = f"Disassociating every volume type from QoS specification {spec_id}"
    cloud.get(f"/qos-specs/{spec_id}/disassociate_all", doing)
