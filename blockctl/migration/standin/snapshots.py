"""Snapshots, with their metadata."""

from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import counted, find, sort_query
from blockctl.migration.standin.kinds import SNAPSHOT, VOLUME
from blockctl.migration.standin.metadata import unset_each
from blockctl.migration.standin.run import Run, pairs, truth
from blockctl.migration.standin.shapes import act, delete_each, delete_with, replaced, reset_each
from blockctl.migration.standin.tables import print_fields, print_records, say

_COLUMNS = ("ID", "Volume ID", "Status", "Name", "Size", "Consumes Quota", "User ID")


def _list(run: Run) -> None:
    query = {
        "all_tenants": 1 if run["tenant"] else run.all_tenants() or None,
        "name": run["name"] if run["display_name"] is None else run["display_name"],
        **run.same("status", "volume_id", "marker"),
        "project_id": run["tenant"],
        "metadata": pairs(run["metadata"]),
        **run.filters(),
        "sort": sort_query(run["sort"]),
        "with_count": run["with_count"],
    }
    snapshots, count = counted(run, "/snapshots/detail", "snapshots", query, run["limit"])
    print_records(snapshots, _COLUMNS, ordered=bool(run["sort"]), only_known=True)
    if run["with_count"]:
        say(f"Snapshot in total: {count}")


def _show(run: Run) -> None:
    print_fields(find(run, SNAPSHOT, run["snapshot"]))


def _create(run: Run) -> None:
    name, text = run["display_name"], run["display_description"]
    volume = find(run, VOLUME, run["volume"])
    snapshot = {
        "volume_id": volume["id"],
        "name": run["name"] if name is None else name,
        "description": run["description"] if text is None else text,
        "metadata": pairs(run["metadata"]),
    }
    if not run.since((3, 66)):
        snapshot["force"] = run["force"] or False
    elif run["force"] is not None and not truth(run["force"], strict=False):
        # Since 3.66 a snapshot of a volume in use needs no force, and cannot be refused.
        raise Refused("'force' argument is not allowed after microversion 3.65.")
    print_fields(run.api.send("POST", "/snapshots", {"snapshot": snapshot})["snapshot"])


def _delete(run: Run, snapshot_id: str) -> None:
    if run["force"]:
        act(run, SNAPSHOT, snapshot_id, "os-force_delete")
    else:
        delete_with(SNAPSHOT)(run, snapshot_id)


def _rename(run: Run) -> None:
    changes = run.some("name")
    if run["description"] is not None:
        changes["description"] = run["description"]
    elif run["display_description"] is not None:
        changes["description"] = run["display_description"]
    if not changes:
        raise Refused("Must supply either name or description.")
    snapshot = find(run, SNAPSHOT, run["snapshot"])
    run.api.send("PUT", f"/snapshots/{snapshot['id']}", {"snapshot": changes})
    say(f"Request to rename snapshot '{run['snapshot']}' has been accepted.")


def _metadata(run: Run) -> None:
    snapshot = find(run, SNAPSHOT, run["snapshot"])["id"]
    path = f"/snapshots/{snapshot}/metadata"
    given = pairs(run["metadata"])
    if run["action"] == "set":
        print_fields(run.api.send("POST", path, {"metadata": given})["metadata"])
    else:
        unset_each(run, path, given)


def _show_metadata(run: Run) -> None:
    print_fields(find(run, SNAPSHOT, run["snapshot"])["metadata"], "Metadata-property")


def _replace_metadata(run: Run) -> None:
    print_fields(replaced(SNAPSHOT, "snapshot")(run))


VERBS = {
    "snapshot-list": _list,
    "snapshot-show": _show,
    "snapshot-create": _create,
    "snapshot-delete": delete_each(SNAPSHOT, "snapshot", "snapshot", "snapshots", _delete),
    "snapshot-rename": _rename,
    "snapshot-reset-state": reset_each(SNAPSHOT, "snapshot", "snapshot", "snapshots"),
    "snapshot-metadata": _metadata,
    "snapshot-metadata-show": _show_metadata,
    "snapshot-metadata-update-all": _replace_metadata,
}
