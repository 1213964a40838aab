"""What is known of a cloud before anything is sent to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, repr=False)
class CloudConfig:
    """How to reach one cloud. ``auth`` holds secrets, so this has no repr.

    ``source`` names where it was found, for messages. ``interface`` is one name or several in
    order of preference; ``region`` None means any. ``endpoint_override`` stands in for the
    catalog, and each of ``neighbour_overrides``, by the type of a service beside block storage,
    for that service. File names are absolute or relative to the current folder. ``notes`` are for
    the user.
    """

    source: str
    auth_type: str
    auth: Mapping[str, Any] = field(default_factory=dict)
    region: str | None = None
    interface: str | list[str] = "public"
    service_type: str = "block-storage"
    service_name: str | None = None
    endpoint_override: str | None = None
    neighbour_overrides: Mapping[str, str] = field(default_factory=dict)
    api_version: str | None = None
    verify: bool = True
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    standalone: bool = False
    notes: tuple[str, ...] = ()
