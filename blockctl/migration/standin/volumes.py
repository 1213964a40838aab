"""Volumes: list, show, create, delete."""

import time
from typing import Any

from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import counted, fetched, find, sort_query
from blockctl.migration.standin.kinds import VOLUME
from blockctl.migration.standin.run import Run, number, pairs, truth
from blockctl.migration.standin.shapes import act, action, delete_each, shown
from blockctl.migration.standin.tables import print_fields, print_records, say

_POLL_SECONDS = 2
_LONGEST_SECONDS = 3600
_COLUMNS = (
    "ID", "Status", "Name", "Size", "Consumes Quota", "Volume Type", "Bootable", "Attached to",
)  # fmt: skip


def _list(run: Run) -> None:
    tenants = 1 if run["tenant"] else run.all_tenants() or None
    name = run["display_name"] if run["display_name"] is not None else run["name"]
    query = {
        "all_tenants": tenants,
        "project_id": run["tenant"],
        "name": name,
        **run.same("status", "bootable", "migration_status", "group_id", "marker"),
        "metadata": pairs(run["metadata"]),
        "glance_metadata": pairs(run["image_metadata"]),
        **run.filters(),
        "sort": sort_query(run["sort"]),
        "with_count": run["with_count"],
    }
    volumes, count = counted(run, "/volumes/detail", "volumes", query, run["limit"])
    for volume in volumes:
        # cinder's own names for them, where the volume has none such.
        volume.setdefault("tenant_id", volume.get("os-vol-tenant-attr:tenant_id"))
        servers = [each.get("server_id") for each in volume["attachments"]]
        volume["attached_to"] = ",".join(map(str, servers))
    if run["fields"]:
        titles = [each.title().strip() for each in run["fields"].split(",")]
        columns = ["ID", *dict.fromkeys(title for title in titles if title != "Id")]
    else:
        columns = list(_COLUMNS)
        if tenants:
            columns.insert(1, "Tenant ID")
    print_records(volumes, columns, ordered=bool(run["sort"]), only_known=True)
    if run["with_count"]:
        say(f"Volume in total: {count}")


def _show(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])
    if "readonly" in volume["metadata"]:
        volume["readonly"] = volume["metadata"]["readonly"]
    attachments = volume.pop("attachments")
    volume["attachment_ids"] = [each["attachment_id"] for each in attachments]
    volume["attached_servers"] = [each["server_id"] for each in attachments]
    shown(volume, pretty=("metadata", "volume_image_metadata"))


def _create(run: Run) -> None:
    volume: dict[str, Any] = {
        "size": run["size"],
        "consistencygroup_id": run["consisgroup_id"],
        **run.same("snapshot_id", "volume_type", "availability_zone", "source_volid", "backup_id"),
        "name": run["name"] if run["display_name"] is None else run["display_name"],
        "description": run["description"]
        if run["display_description"] is None
        else run["display_description"],
        "metadata": pairs(run["metadata"]),
        "imageRef": run["image_id"] or run["image"] or run["image_ref"],
    }
    if run["group_id"]:
        volume["group_id"] = run["group_id"]
    body: dict[str, Any] = {"volume": volume}
    if hints := _hints(run["scheduler_hints"] or ()):
        body["OS-SCH-HNT:scheduler_hints"] = hints
    response = run.api.send("POST", "/volumes", body)
    made = fetched(run, VOLUME, response["volume"]["id"])
    if "readonly" in made["metadata"]:
        made["readonly"] = made["metadata"]["readonly"]
    if run["poll"]:
        made.pop("links", None)
        _wait(run, made)
        made.update(fetched(run, VOLUME, made["id"]))
        print_fields(made)
        return
    shown(made)


def _hints(words: Any) -> dict[str, Any]:
    """Scheduler hints; of one key given several times, a list."""
    hints: dict[str, Any] = {}
    for word in words:
        key, _, value = word.partition("=")
        known = hints.get(key)
        hints[key] = (
            value if key not in hints else [*(known if isinstance(known, list) else [known]), value]
        )
    return hints


def _wait(run: Run, volume: dict[str, Any]) -> None:
    """Until the volume is available; raises Refused when it is in error or takes too long."""
    longest = number(run.env.get("POLL_TIMEOUT_PERIOD") or _LONGEST_SECONDS, "POLL_TIMEOUT_PERIOD")
    began = time.monotonic()
    while True:
        time.sleep(_POLL_SECONDS)
        volume["status"] = status = fetched(run, VOLUME, volume["id"])["status"]
        if status == "available":
            return
        if status == "error":
            print_fields(volume)
            raise Refused(f"'Volume' resource is in the error state due to '{_why(run, volume)}'.")
        if time.monotonic() - began >= longest:
            print_fields(volume)
            raise Refused("The 'creating' of the 'Volume' exceeded the timeout period.")


def _why(run: Run, volume: dict[str, Any]) -> str:
    messages = run.api.get("/messages", {"resource_uuid": volume["id"]})["messages"]
    why: str = messages[0]["user_message"] if messages else "Unknown error. Operation failed."
    return why


def _delete(run: Run, volume_id: str) -> None:
    run.api.send("DELETE", f"/volumes/{volume_id}" + ("?cascade=True" if run["cascade"] else ""))


def _force_delete(run: Run, volume_id: str) -> None:
    act(run, VOLUME, volume_id, "os-force_delete")


def _summary(run: Run) -> None:
    counts = run.api.get("/volumes/summary", {"all_tenants": "True" if run.tenants() else ""})
    print_fields(counts["volume-summary"], pretty=("metadata",) if run.since((3, 36)) else ())


def _upload(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])
    asked = {"force": run["force"] or False, **run.same("image_name", "container_format")}
    asked["disk_format"] = run["disk_format"]
    if run.since((3, 1)):
        asked.update(visibility=run["visibility"], protected=run["protected"] or False)
    image = act(run, VOLUME, volume["id"], "os-volume_upload_image", asked)
    shown_image = dict(image["os-volume_upload_image"])
    if shown_image.get("volume_type") is not None:
        shown_image["volume_type"] = shown_image["volume_type"].get("name")
    print_fields(shown_image)


VERBS = {
    "list": _list,
    "show": _show,
    "create": _create,
    "delete": delete_each(VOLUME, "volume", "volume", "volumes", _delete, done=True),
    "force-delete": delete_each(
        VOLUME, "volume", "volume", "volumes", _force_delete, verb="force delete"
    ),
    "summary": _summary,
    "upload-to-image": _upload,
    "reimage": action(
        VOLUME,
        "volume",
        "os-reimage",
        lambda run: {
            "image_id": run["image_id"],
            "reimage_reserved": run["reimage_reserved"] or False,
        },
    ),
    "set-bootable": action(
        VOLUME, "volume", "os-set_bootable", lambda run: {"bootable": truth(run["bootable"])}
    ),
    "readonly-mode-update": action(
        VOLUME,
        "volume",
        "os-update_readonly_flag",
        lambda run: {"readonly": truth(run["read_only"])},
    ),
}
