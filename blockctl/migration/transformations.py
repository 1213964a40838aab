"""Words that are made of several of cinder's arguments at once, or by a rule of their own."""

from collections.abc import Mapping
from typing import Any

from blockctl.migration.kinds import Repeated
from blockctl.migration.writing import Untranslatable, one_by_one, option, several

# What cinder calls a volume's attribute -> the column that shows it.
_SHORT = {
    "id": "ID",
    "name": "Name",
    "status": "Status",
    "size": "Size",
    "attached_to": "Attached to",
}
_LONG = {"volume_type": "Type", "bootable": "Bootable", "metadata": "Properties"}

QUOTAS = (
    "volumes", "snapshots", "gigabytes", "backups", "backup_gigabytes", "per_volume_gigabytes",
    "groups",
)  # fmt: skip
# Hints of which OSC takes several.
_REPEATABLE_HINTS = ("same_host", "different_host")


def fields_for_openstack(given: Mapping[str, Any]) -> list[str]:
    """``list --fields``: the columns that openstack has; the ID always comes first."""
    wanted = _fields(given)
    unknown = [each for each in wanted if each not in {**_SHORT, **_LONG}]
    if unknown:
        raise Untranslatable(f"openstack's list has no column for the attribute '{unknown[0]}'.")
    long = ["--long"] if set(wanted) & set(_LONG) else []
    return [*long, *Repeated("-c").words([{**_SHORT, **_LONG}[each] for each in wanted])]


def fields_for_blockctl(given: Mapping[str, Any]) -> list[str]:
    """``list --fields``: columns, and any other attribute as a column of its own."""
    wanted = _fields(given)
    long = ["--long"] if set(wanted) & set(_LONG) else []
    columns = {**_SHORT, **_LONG}
    others = [each for each in wanted if each not in columns]
    shown = Repeated("-c").words([columns.get(each, each) for each in wanted])
    return [*long, *Repeated("--field").words(others), *shown]


def _fields(given: Mapping[str, Any]) -> list[str]:
    asked = several(given.get("fields") or "", True)
    named = [each.strip().lower().replace(" ", "_") for each in asked if each.strip()]
    return list(dict.fromkeys(["id", *named])) if named else []


def hints_for_openstack(given: Mapping[str, Any]) -> list[str]:
    """``create --hint``: openstack keeps the last of several of one key, but for two keys."""
    hints = one_by_one(given.get("scheduler_hints"))
    keys = [each.partition("=")[0] for each in hints]
    repeated = [key for key in keys if keys.count(key) > 1]
    lost = [key for key in repeated if not key.startswith(_REPEATABLE_HINTS)]
    if lost:
        raise Untranslatable(f"openstack would keep only the last of the hints '{lost[0]}'.")
    return Repeated("--hint").words(hints)


def reference(given: Mapping[str, Any]) -> list[str]:
    """``manage IDENTIFIER --id-type TYPE``: what the backend knows the volume as."""
    return option("--remote-source", f"{given.get('id_type', 'source-name')}={given['identifier']}")


def qos_specs(given: Mapping[str, Any]) -> list[str]:
    """``qos-create NAME KEY=VALUE``: the key ``consumer`` is an option, whose default differs."""
    pairs = dict(each.partition("=")[::2] for each in one_by_one(given["metadata"]))
    bare = [each for each in given["metadata"] if "=" not in each]
    if bare:
        raise Untranslatable(f"cinder sends '{bare[0]}' without a value, which cannot be said.")
    consumer = pairs.pop("consumer", "back-end")
    properties = [f"{key}={value}" for key, value in pairs.items()]
    return [*option("--consumer", consumer), *Repeated("--property").words(properties)]


def quotas(given: Mapping[str, Any]) -> list[str]:
    """``quota-update``: the quotas, and the volume type that they are for."""
    names = [each for each in QUOTAS if given.get(each) is not None]
    words = [word for each in names for word in option(f"--{each.replace('_', '-')}", given[each])]
    if given.get("volume_type"):
        words += option("--volume-type", given["volume_type"])
    return words
