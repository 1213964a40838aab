"""Quotas and limits."""

from collections.abc import Iterator
from typing import Any

from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.run import Run, Verb
from blockctl.migration.standin.tables import print_fields, print_records

_RESOURCES = (
    "volumes", "snapshots", "gigabytes", "backups", "backup_gigabytes", "per_volume_gigabytes",
    "groups",
)  # fmt: skip
_USAGE = ("Type", "In_use", "Reserved", "Limit", "Allocated")


def _known(quotas: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in quotas.items() if name.startswith(_RESOURCES)}


def _path(run: Run) -> str:
    return f"/os-quota-sets/{run.text('tenant')}"


def _show(run: Run) -> None:
    print_fields(_known(run.api.get(f"{_path(run)}?usage=False")["quota_set"]))


def _defaults(run: Run) -> None:
    print_fields(_known(run.api.get(f"{_path(run)}/defaults")["quota_set"]))


def _usage(run: Run) -> None:
    quotas = _known(run.api.get(f"{_path(run)}?usage=True")["quota_set"])
    rows = [
        {"Type": name, **{key.capitalize(): value for key, value in quota.items()}}
        for name, quota in quotas.items()
    ]
    print_records(rows, _USAGE)


def _class_path(run: Run) -> str:
    return f"/os-quota-class-sets/{run.text('class_name')}"


def _show_class(run: Run) -> None:
    print_fields(_known(run.api.get(_class_path(run))["quota_class_set"]))


def _changes(run: Run) -> dict[str, Any]:
    suffix = f"_{run['volume_type']}" if run["volume_type"] else ""
    changes = {f"{name}{suffix}": value for name, value in run.some(*_RESOURCES).items()}
    if not changes:
        raise Refused("Must supply at least one quota field to update.")
    return changes


def _update(run: Run) -> None:
    asked = {"quota_set": {"tenant_id": run["tenant"], **_changes(run)}}
    knows = "skip_validation" in {**run.defaults, **run.given}
    checked = "?skip_validation=False" if knows and not run["skip_validation"] else ""
    print_fields(_known(run.api.send("PUT", _path(run) + checked, asked)["quota_set"]))


def _update_class(run: Run) -> None:
    answer = run.api.send("PUT", _class_path(run), {"quota_class_set": _changes(run)})
    print_fields(_known(answer["quota_class_set"]))


def _delete(run: Run) -> None:
    run.api.send("DELETE", _path(run))


def _limits(run: Run) -> dict[str, Any]:
    limits: dict[str, Any] = run.api.get("/limits", {"tenant_id": run["tenant"]})["limits"]
    return limits


def _absolute(run: Run) -> None:
    rows = [{"name": name, "value": value} for name, value in _limits(run)["absolute"].items()]
    print_records(rows, ("Name", "Value"))


def _rates(limits: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in limits["rate"]:
        for rate in group["limit"]:
            yield {
                **rate,
                "uri": group["uri"],
                "remain": rate["remaining"],
                "next_available": rate["next-available"],
            }


def _rate(run: Run) -> None:
    columns = ("Verb", "URI", "Value", "Remain", "Unit", "Next_Available")
    print_records(list(_rates(_limits(run))), columns)


VERBS: dict[str, Verb] = {
    "quota-show": _show,
    "quota-usage": _usage,
    "quota-defaults": _defaults,
    "quota-update": _update,
    "quota-delete": _delete,
    "quota-class-show": _show_class,
    "quota-class-update": _update_class,
    "absolute-limits": _absolute,
    "rate-limits": _rate,
}
