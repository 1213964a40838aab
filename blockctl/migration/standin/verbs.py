"""Every verb that asks the volume service, by its name."""

from collections.abc import Mapping
from importlib import import_module

from blockctl.migration.standin.run import Verb

_FAMILIES = (
    "volumes", "volume_changes", "managing", "snapshots", "backups", "transfers", "attachments",
    "types", "encryption_types", "qos", "quotas", "groups", "group_types", "consistency_groups",
    "services", "general",
)  # fmt: skip


def verbs() -> Mapping[str, Verb]:
    """The verbs of every family."""
    modules = (import_module(f"blockctl.migration.standin.{family}") for family in _FAMILIES)
    return {name: verb for module in modules for name, verb in module.VERBS.items()}
