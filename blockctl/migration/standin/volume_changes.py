"""What changes a volume: its name, size, state, place, type and metadata."""

from blockctl.diagnosis.overwriting import warn
from blockctl.errors import BlockctlError
from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import find
from blockctl.migration.standin.kinds import (
    BACKUP,
    GROUP,
    GROUP_SNAPSHOT,
    SNAPSHOT,
    VOLUME,
)
from blockctl.migration.standin.metadata import unset
from blockctl.migration.standin.run import Run, pairs
from blockctl.migration.standin.shapes import act, action, replaced
from blockctl.migration.standin.tables import print_fields, say

_RESET = {
    "volume": (VOLUME, "os-reset_status"),
    "snapshot": (SNAPSHOT, "os-reset_status"),
    "backup": (BACKUP, "os-reset_status"),
    "group": (GROUP, "reset_status"),
    "group-snapshot": (GROUP_SNAPSHOT, "reset_status"),
}

# The words of blockctl's commands for each.
_NOUNS = {
    "volume": "volume",
    "snapshot": "volume snapshot",
    "backup": "volume backup",
    "group": "volume group",
    "group-snapshot": "volume group snapshot",
}


def _rename(run: Run) -> None:
    changes = run.some("name")
    if run["display_description"] is not None:
        changes["description"] = run["display_description"]
    elif run["description"] is not None:
        changes["description"] = run["description"]
    if not changes:
        raise Refused("Must supply either name or description.")
    volume = find(run, VOLUME, run["volume"])
    run.api.send("PUT", f"/volumes/{volume['id']}", {"volume": changes})


def _reset_state(run: Run) -> None:
    kind, name = _RESET[run["type"]]
    asked = {"status": run["state"]} if run["state"] else {}
    if run["type"] == "volume":
        if run["attach_status"]:
            asked["attach_status"] = run["attach_status"]
        if run["reset_migration_status"]:
            asked["migration_status"] = "none"
    failures = 0
    for entity in run["entity"]:
        try:
            found = find(run, kind, entity)
            warn(_NOUNS[run["type"]], found, asked, run.api.get)
            act(run, kind, found["id"], name, asked)
        except BlockctlError as error:
            failures += 1
            say(error.message)
            if len(run["entity"]) > 1:
                say(f"Reset state for entity {entity} failed: {error.message}")
    if failures == len(run["entity"]):
        raise Refused("Unable to reset the state for the specified entity(s).")


def _migrate(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])["id"]
    asked = {
        "host": run["host"],
        "force_host_copy": run["force_host_copy"] or False,
        "lock_volume": run["lock_volume"] or False,
    }
    if run["cluster"]:
        del asked["host"]
        asked["cluster"] = run["cluster"]
    try:
        act(run, VOLUME, volume, "os-migrate_volume", asked)
    except BlockctlError as error:
        # cinder takes it for done.
        say(f"Migration for volume {volume} failed: {error.message}.")
    else:
        say(f"Request to migrate volume {volume} has been accepted.")


def _revert(run: Run) -> None:
    snapshot = find(run, SNAPSHOT, run["snapshot"])
    volume = find(run, VOLUME, snapshot["volume_id"])
    act(run, VOLUME, volume["id"], "revert", {"snapshot_id": snapshot["id"]})


def _metadata(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])["id"]
    given = pairs(run["metadata"])
    if run["action"] == "set":
        run.api.send("POST", f"/volumes/{volume}/metadata", {"metadata": given})
    else:
        unset(run, f"/volumes/{volume}/metadata", sorted(given, reverse=True))


def _image_metadata(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])["id"]
    given = pairs(run["metadata"])
    if run["action"] == "set":
        act(run, VOLUME, volume, "os-set_image_metadata", {"metadata": given})
        return
    for key in sorted(given, reverse=True):
        act(run, VOLUME, volume, "os-unset_image_metadata", {"key": key})


def _show_metadata(run: Run) -> None:
    print_fields(find(run, VOLUME, run["volume"])["metadata"], "Metadata-property")


def _show_image_metadata(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])["id"]
    print_fields(act(run, VOLUME, volume, "os-show_image_metadata")["metadata"],
                 "Metadata-property")  # fmt: skip


def _replace_metadata(run: Run) -> None:
    print_fields(replaced(VOLUME, "volume")(run)["metadata"], "Metadata-property")


VERBS = {
    "rename": _rename,
    "extend": action(VOLUME, "volume", "os-extend", lambda run: {"new_size": run["new_size"]}),
    "reset-state": _reset_state,
    "migrate": _migrate,
    "retype": action(
        VOLUME,
        "volume",
        "os-retype",
        lambda run: {"new_type": run["new_type"], "migration_policy": run["migration_policy"]},
    ),
    "revert-to-snapshot": _revert,
    "metadata": _metadata,
    "metadata-show": _show_metadata,
    "metadata-update-all": _replace_metadata,
    "image-metadata": _image_metadata,
    "image-metadata-show": _show_image_metadata,
}
