"""Attachments."""

from collections.abc import Mapping
from typing import Any

from blockctl.api.resources import segment
from blockctl.migration.standin.finding import find, listed, sort_query
from blockctl.migration.standin.kinds import VOLUME
from blockctl.migration.standin.run import Run, truth
from blockctl.migration.standin.tables import print_fields, print_records


def _list(run: Run) -> None:
    query = {
        "all_tenants": 1 if run["tenant"] else run.tenants() or None,
        "project_id": run["tenant"],
        **run.same("status", "volume_id", "marker"),
        **run.filters(),
        "sort": sort_query(run["sort"]),
    }
    found = listed(run, "/attachments", "attachments", query, run["limit"])
    rows = [{**each, "server_id": each.get("instance")} for each in found]
    print_records(rows, ("ID", "Volume ID", "Status", "Server ID"), ordered=bool(run["sort"]))


def _shown(attachment: Mapping[str, Any]) -> None:
    print_fields({key: value for key, value in attachment.items() if key != "connection_info"})
    if connection := attachment.get("connection_info"):
        print_fields(connection)


def _show(run: Run) -> None:
    _shown(run.api.get(f"/attachments/{run.text('attachment')}")["attachment"])


def _connector(run: Run) -> dict[str, Any]:
    return {
        **run.same("initiator", "ip", "platform", "host", "mountpoint"),
        "os_type": run["ostype"],
        "multipath": run["multipath"] or False,
    }


def _create(run: Run) -> None:
    connector = _connector(run) if truth(run["connect"] or False) else {}
    attachment: dict[str, Any] = {
        "volume_uuid": find(run, VOLUME, run["volume"])["id"],
        "connector": connector,
    }
    if run["server_id"]:
        attachment["instance_uuid"] = run["server_id"]
    if run["mode"] and run["mode"] != "null" and run.since((3, 54)):
        attachment["mode"] = run["mode"]
    _shown(run.api.send("POST", "/attachments", {"attachment": attachment})["attachment"])


def _update(run: Run) -> None:
    asked = {"attachment": {"connector": _connector(run)}}
    _shown(run.api.send("PUT", f"/attachments/{run.text('attachment')}", asked)["attachment"])


def _delete(run: Run) -> None:
    for each in run["attachment"]:
        run.api.send("DELETE", f"/attachments/{segment(each)}")


def _complete(run: Run) -> None:
    for each in run["attachment"]:
        run.api.send("POST", f"/attachments/{segment(each)}/action", {"os-complete": None})


VERBS = {
    "attachment-list": _list,
    "attachment-show": _show,
    "attachment-create": _create,
    "attachment-update": _update,
    "attachment-delete": _delete,
    "attachment-complete": _complete,
}
