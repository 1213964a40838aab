"""The rows of the lookup table, a module a family."""

from collections.abc import Mapping
from importlib import import_module

from blockctl.migration.row import Row

FAMILIES = (
    "volumes", "volume_changes", "properties", "managing", "snapshots", "backups", "transfers",
    "attachments", "types", "qos", "quotas", "groups", "consistency_groups", "services", "general",
    "local",
)  # fmt: skip


def table() -> Mapping[str, Row]:
    """Every row by its verb, family by family."""
    modules = (import_module(f"blockctl.migration.rows.{family}") for family in FAMILIES)
    return {row.verb: row for module in modules for row in module.ROWS}
