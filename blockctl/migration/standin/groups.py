"""Groups and their snapshots."""

from typing import Any

from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import find, listed
from blockctl.migration.standin.kinds import GROUP, GROUP_SNAPSHOT
from blockctl.migration.standin.run import Run, Verb, one_of
from blockctl.migration.standin.shapes import act, action, create, delete_each, show, shown
from blockctl.migration.standin.tables import print_records, say

_COLUMNS = ("ID", "Status", "Name")
_NOTHING_TO_CHANGE = (
    "At least one of the following args must be supplied: "
    "name, description, add-volumes, remove-volumes."
)


def _list(run: Run) -> None:
    query = {"all_tenants": run.tenants(), **run.filters()}
    print_records(listed(run, "/groups/detail", "groups", query), _COLUMNS)


def _show(run: Run) -> None:
    query = {"list_volume": True} if run["list_volume"] else {}
    shown(find(run, GROUP, run["group"], query))


def _new(run: Run) -> dict[str, Any]:
    return {
        **run.same("name", "description", "availability_zone"),
        "group_type": run["grouptype"],
        "volume_types": run["volumetypes"].split(","),
    }


def _create_from_source(run: Run) -> None:
    if not run["group_snapshot"] and not run["source_group"]:
        raise Refused(
            "Cannot create group because neither group snapshot nor source group is provided."
        )
    if run["group_snapshot"] and run["source_group"]:
        raise Refused(
            "Cannot create group because both group snapshot and source group are provided."
        )
    if run["group_snapshot"]:
        source = {"group_snapshot_id": find(run, GROUP_SNAPSHOT, run["group_snapshot"])["id"]}
    else:
        source = {"source_group_id": find(run, GROUP, run["source_group"])["id"]}
    asked = {"create-from-src": {**run.same("name", "description"), **source}}
    shown(run.api.send("POST", "/groups/action", asked)["group"])


def _delete(run: Run, group_id: str) -> None:
    act(run, GROUP, group_id, "delete", {"delete-volumes": run["delete_volumes"] or False})


def _update(run: Run) -> None:
    changes = one_of(
        run, "name", "description", "add_volumes", "remove_volumes", needed=_NOTHING_TO_CHANGE
    )
    group = find(run, GROUP, run["group"])
    run.api.send("PUT", f"/groups/{group['id']}", {"group": changes})
    say(f"Request to update group '{run['group']}' has been accepted.")


def _replication(name: str) -> Verb:
    return action(GROUP, "group", name, lambda run: {})


def _failover(run: Run) -> dict[str, Any]:
    return {
        "allow_attached_volume": run["allow_attached_volume"] or False,
        "secondary_backend_id": run["secondary_backend_id"],
    }


def _replication_targets(run: Run) -> None:
    group = find(run, GROUP, run["group"])["id"]
    found = act(run, GROUP, group, "list_replication_targets", {}).get("replication_targets")
    if found:
        print_records(found, list(found[0]))


def _list_snapshots(run: Run) -> None:
    query = {
        "all_tenants": run.tenants(),
        **run.same("status", "group_id"),
        **run.filters(),
    }
    print_records(listed(run, "/group_snapshots/detail", "group_snapshots", query), _COLUMNS)


def _new_snapshot(run: Run) -> dict[str, Any]:
    group = find(run, GROUP, run["group"])
    return {"group_id": group["id"], **run.same("name", "description")}


VERBS: dict[str, Verb] = {
    "group-list": _list,
    "group-show": _show,
    "group-create": create(GROUP, _new),
    "group-create-from-src": _create_from_source,
    "group-delete": delete_each(GROUP, "group", "group", "groups", _delete),
    "group-update": _update,
    "group-enable-replication": _replication("enable_replication"),
    "group-disable-replication": _replication("disable_replication"),
    "group-failover-replication": action(GROUP, "group", "failover_replication", _failover),
    "group-list-replication-targets": _replication_targets,
    "group-snapshot-list": _list_snapshots,
    "group-snapshot-show": show(GROUP_SNAPSHOT, "group_snapshot"),
    "group-snapshot-create": create(GROUP_SNAPSHOT, _new_snapshot),
    "group-snapshot-delete": delete_each(
        GROUP_SNAPSHOT, "group_snapshot", "group snapshot", "group snapshots"
    ),
}
