"""Backups."""

from typing import Any

from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import counted, find, sort_query
from blockctl.migration.standin.kinds import BACKUP, VOLUME
from blockctl.migration.standin.run import Run, one_of, pairs
from blockctl.migration.standin.shapes import (
    act,
    delete_each,
    delete_with,
    reset_each,
    show,
    shown,
)
from blockctl.migration.standin.tables import print_fields, print_records, say

_COLUMNS = ("ID", "Volume ID", "Status", "Name", "Size", "Object Count", "Container")


def _list(run: Run) -> None:
    query = {
        "all_tenants": run["all_tenants"] or None,
        **run.same("name", "status", "volume_id", "marker"),
        **run.filters(),
        "sort": sort_query(run["sort"], "data_timestamp"),
        "with_count": run["with_count"],
    }
    backups, count = counted(run, "/backups/detail", "backups", query, run["limit"])
    columns = [*_COLUMNS, "User ID"] if run.since((3, 56)) else _COLUMNS
    print_records(backups, columns, ordered=bool(run["sort"]))
    if run["with_count"]:
        say(f"Backup in total: {count}")


def _create(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])["id"]
    name, text = run["display_name"], run["display_description"]
    backup: dict[str, Any] = {
        "volume_id": volume,
        **run.same("container", "snapshot_id"),
        "name": run["name"] if name is None else name,
        "description": run["description"] if text is None else text,
        "incremental": run["incremental"] or False,
        "force": run["force"] or False,
    }
    if run["metadata"]:
        backup["metadata"] = pairs(run["metadata"])
    if run["availability_zone"]:
        backup["availability_zone"] = run["availability_zone"]
    made = run.api.send("POST", "/backups", {"backup": backup})["backup"]
    shown({"volume_id": volume, **made})


def _restore(run: Run) -> None:
    volume_id, name = None, run["name"]
    if run["volume"]:
        volume_id = find(run, VOLUME, run["volume"])["id"]
        if name:
            name = None
            say(
                "Mutually exclusive options are specified simultaneously: "
                '"volume" and "name". The volume option takes priority.'
            )
    volume_type, zone = run["volume_type"], run["availability_zone"]
    if (volume_type or zone) and run["volume"]:
        raise Refused(
            'The "volume-type" and "availability-zone" options are not '
            'valid when used with the "volume" option.'
        )
    backup = find(run, BACKUP, run["backup"])
    if volume_type or (zone and zone != backup.get("availability_zone")):
        _restore_to_new(run, backup, name or f"restore_backup_{backup['id']}")
        return
    asked = {"restore": {"volume_id": volume_id, "name": name}}
    answer = run.api.send("POST", f"/backups/{backup['id']}/restore", asked)
    shown({"backup_id": backup["id"], **answer["restore"]})


def _restore_to_new(run: Run, backup: dict[str, Any], name: str) -> None:
    """A restore that needs another type or zone creates the volume from the backup."""
    volume = {
        "size": backup["size"],
        "name": name,
        **run.same("volume_type", "availability_zone"),
        "backup_id": backup["id"],
        "metadata": {},
    }
    made = run.api.send("POST", "/volumes", {"volume": volume})["volume"]
    print_fields({"backup_id": backup["id"], "volume_id": made["id"], "volume_name": name})


def _delete(run: Run, backup_id: str) -> None:
    if run["force"]:
        act(run, BACKUP, backup_id, "os-force_delete")
    else:
        delete_with(BACKUP)(run, backup_id)


def _update(run: Run) -> None:
    needed = "Must supply at least one: name, description or metadata."
    changes = one_of(run, "name", "description", "metadata", needed=needed)
    if "metadata" in changes:
        changes["metadata"] = pairs(changes["metadata"])
    backup = find(run, BACKUP, run["backup"])
    run.api.send("PUT", f"/backups/{backup['id']}", {"backup": changes})
    say(f"Request to update backup '{run['backup']}' has been accepted.")


def _export(run: Run) -> None:
    print_fields(run.api.get(f"/backups/{run.text('backup')}/export_record")["backup-record"])


def _import(run: Run) -> None:
    asked = {"backup-record": run.same("backup_service", "backup_url")}
    shown(run.api.send("POST", "/backups/import_record", asked)["backup"])


VERBS = {
    "backup-list": _list,
    "backup-show": show(BACKUP, "backup"),
    "backup-create": _create,
    "backup-restore": _restore,
    "backup-delete": delete_each(BACKUP, "backup", "backup", "backups", _delete, done=True),
    "backup-update": _update,
    "backup-export": _export,
    "backup-import": _import,
    "backup-reset-state": reset_each(
        BACKUP, "backup", "backup", "backups", "Request to update backup '%s' has been accepted."
    ),
}
