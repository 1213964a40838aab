"""Consistency groups and their snapshots."""

from typing import Any

from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import find
from blockctl.migration.standin.kinds import CGSNAPSHOT, CONSISTENCY_GROUP
from blockctl.migration.standin.run import Run, Verb, one_of
from blockctl.migration.standin.shapes import create, delete_each, records, show, shown
from blockctl.migration.standin.tables import say

_COLUMNS = ("ID", "Status", "Name")
_NOTHING_TO_CHANGE = (
    "At least one of the following args must be supplied: "
    "name, description, add-volumes, remove-volumes."
)
# cinder sends these with what it creates; the service looks at none of them.
_SENT_ALONG = {"user_id": None, "project_id": None, "status": "creating"}


def _new(run: Run) -> dict[str, Any]:
    return {
        **run.same("name", "description", "availability_zone"),
        "volume_types": run["volumetypes"],
        **_SENT_ALONG,
    }


def _create_from_source(run: Run) -> None:
    snapshot, group = run["cgsnapshot"], run["source_cg"]
    if not snapshot and not group:
        raise Refused(
            "Cannot create consistency group because neither cgsnapshot nor source CG is provided."
        )
    if snapshot and group:
        raise Refused(
            "Cannot create consistency group because both cgsnapshot and source CG are provided."
        )
    asked = {
        **run.same("name", "description"),
        "cgsnapshot_id": find(run, CGSNAPSHOT, snapshot)["id"] if snapshot else None,
        "source_cgid": find(run, CONSISTENCY_GROUP, group)["id"] if group else None,
        **_SENT_ALONG,
    }
    path = "/consistencygroups/create_from_src"
    shown(run.api.send("POST", path, {"consistencygroup-from-src": asked})["consistencygroup"])


def _delete(run: Run, group_id: str) -> None:
    asked = {"consistencygroup": {"force": run["force"] or False}}
    run.api.send("POST", f"/consistencygroups/{group_id}/delete", asked)


def _update(run: Run) -> None:
    changes = one_of(
        run, "name", "description", "add_volumes", "remove_volumes", needed=_NOTHING_TO_CHANGE
    )
    group = find(run, CONSISTENCY_GROUP, run["consistencygroup"])
    run.api.send("PUT", f"/consistencygroups/{group['id']}", {"consistencygroup": changes})
    name = run["consistencygroup"]
    say(f"Request to update consistency group '{name}' has been accepted.")


def _new_snapshot(run: Run) -> dict[str, Any]:
    group = find(run, CONSISTENCY_GROUP, run["consistencygroup"])
    return {
        "consistencygroup_id": group["id"],
        **run.same("name", "description"),
        **_SENT_ALONG,
    }


VERBS: dict[str, Verb] = {
    "consisgroup-list": records(
        "/consistencygroups/detail",
        "consistencygroups",
        _COLUMNS,
        lambda run: {"all_tenants": run["all_tenants"] or 0},
    ),
    "consisgroup-show": show(CONSISTENCY_GROUP, "consistencygroup"),
    "consisgroup-create": create(CONSISTENCY_GROUP, _new),
    "consisgroup-create-from-src": _create_from_source,
    "consisgroup-delete": delete_each(
        CONSISTENCY_GROUP, "consistencygroup", "consistency group", "consistency groups", _delete
    ),
    "consisgroup-update": _update,
    "cgsnapshot-list": records(
        "/cgsnapshots/detail",
        "cgsnapshots",
        _COLUMNS,
        lambda run: {
            "all_tenants": run.all_tenants(),
            **run.same("status", "consistencygroup_id"),
        },
    ),
    "cgsnapshot-show": show(CGSNAPSHOT, "cgsnapshot"),
    "cgsnapshot-create": create(CGSNAPSHOT, _new_snapshot),
    "cgsnapshot-delete": delete_each(CGSNAPSHOT, "cgsnapshot", "cgsnapshot", "cgsnapshots"),
}
