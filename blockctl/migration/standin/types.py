"""Volume types: themselves, their specs, their access, and the default of each project."""

from collections.abc import Sequence
from typing import Any

from blockctl.api.resources import segment
from blockctl.errors import BlockctlError
from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import Record, find, listed
from blockctl.migration.standin.kinds import VOLUME_TYPE
from blockctl.migration.standin.run import Run, Verb, truth
from blockctl.migration.standin.shapes import act, delete_each, keys, show
from blockctl.migration.standin.tables import print_fields, print_records, say

_PUBLIC = "os-volume-type-access:is_public"


def _print(types: Sequence[Record]) -> None:
    rows = [{**each, "is_public": each.get(_PUBLIC, each.get("is_public", "N/A"))}
            for each in types]  # fmt: skip
    print_records(rows, ("ID", "Name", "Description", "Is_Public"))


def _list(run: Run) -> None:
    _print(listed(run, "/types", "volume_types", {"is_public": "None", **run.filters()}))


def _default(run: Run) -> None:
    _print([run.api.get("/types/default")["volume_type"]])


def _specs(run: Run) -> None:
    found = listed(run, "/types", "volume_types", VOLUME_TYPE.asked)
    print_records(found, ("ID", "Name", "extra_specs"))


def _create(run: Run) -> None:
    is_public = truth("True" if run["is_public"] is None else run["is_public"])
    made = {**run.same("name", "description"), _PUBLIC: is_public}
    _print([run.api.send("POST", "/types", {"volume_type": made})["volume_type"]])


def _update(run: Run) -> None:
    if not run.some("name", "description", "is_public"):
        raise Refused("Specify a new type name, description, is_public or a combination thereof.")
    changed: dict[str, Any] = run.same("name", "description")
    if run["is_public"] is not None:
        changed["is_public"] = truth(run["is_public"])
    answer = run.api.send("PUT", f"/types/{run.text('id')}", {"volume_type": changed})
    _print([answer["volume_type"]])


def _access_list(run: Run) -> None:
    found = find(run, VOLUME_TYPE, run["volume_type"])
    if found.get(_PUBLIC, found.get("is_public", "N/A")):
        raise Refused("Failed to get access list for public volume type.")
    path = f"/types/{found['id']}/os-volume-type-access"
    print_records(listed(run, path, "volume_type_access", {}), ("Volume_type_ID", "Project_ID"))


def _access(name: str) -> Verb:
    def verb(run: Run) -> None:
        found = find(run, VOLUME_TYPE, run["volume_type"])["id"]
        act(run, VOLUME_TYPE, found, name, {"project": run["project_id"]})

    return verb


# Default types are below the service's root, not the project's (cinder/api/v3/router.py).
_DEFAULTS = "v3/default-types"


def _set_default(run: Run) -> None:
    asked = {"default_type": {"volume_type": run["volume_type"]}}
    path = f"{_DEFAULTS}/{run.text('project')}"
    print_fields(run.api.send("PUT", path, asked)["default_type"])


def _list_defaults(run: Run) -> None:
    if run["project_id"]:
        print_fields(run.api.get(f"{_DEFAULTS}/{run.text('project_id')}")["default_type"])
    else:
        found = run.api.get(_DEFAULTS)["default_types"]
        print_records(found, ("Volume Type ID", "Project ID"))


def _unset_default(run: Run) -> None:
    # cinder takes a failure for done.
    for each in run["project_id"]:
        try:
            run.api.send("DELETE", f"{_DEFAULTS}/{segment(each)}")
        except BlockctlError as error:
            say(f"Unset for default volume type for project {each} failed: {error.message}")
        else:
            say(f"Default volume type for project {each} has been unset successfully.")


VERBS = {
    "type-list": _list,
    "type-show": show(VOLUME_TYPE, "volume_type", pretty=("extra_specs",)),
    "type-default": _default,
    "type-create": _create,
    "type-update": _update,
    "type-delete": delete_each(VOLUME_TYPE, "vol_type", "volume type", "types", done=True),
    "type-key": keys(VOLUME_TYPE, "vtype", "extra_specs"),
    "type-access-list": _access_list,
    "type-access-add": _access("addProjectAccess"),
    "type-access-remove": _access("removeProjectAccess"),
    "extra-specs-list": _specs,
    "default-type-set": _set_default,
    "default-type-list": _list_defaults,
    "default-type-unset": _unset_default,
}
