"""Group types."""

from collections.abc import Sequence

from blockctl.migration.standin.finding import Record, listed
from blockctl.migration.standin.kinds import GROUP_TYPE
from blockctl.migration.standin.run import Run, Verb, truth
from blockctl.migration.standin.shapes import delete_each, keys, show
from blockctl.migration.standin.tables import print_records


def _print(types: Sequence[Record]) -> None:
    print_records(types, ("ID", "Name", "Description"))


def _list(run: Run) -> None:
    query = {"is_public": "None", **run.filters()}
    _print(listed(run, "/group_types", "group_types", query))


def _default(run: Run) -> None:
    _print([run.api.get("/group_types/default")["group_type"]])


def _specs(run: Run) -> None:
    found = listed(run, "/group_types", "group_types", GROUP_TYPE.asked)
    print_records(found, ("ID", "Name", "group_specs"))


def _create(run: Run) -> None:
    is_public = truth("True" if run["is_public"] is None else run["is_public"], strict=False)
    asked = {"group_type": {**run.same("name", "description"), "is_public": is_public}}
    _print([run.api.send("POST", "/group_types", asked)["group_type"]])


def _update(run: Run) -> None:
    # Without --is-public cinder makes the type private: what is missing means no.
    is_public = truth(run["is_public"], strict=False)
    asked = {"group_type": {**run.same("name", "description"), "is_public": is_public}}
    _print([run.api.send("PUT", f"/group_types/{run.text('id')}", asked)["group_type"]])


VERBS: dict[str, Verb] = {
    "group-type-list": _list,
    "group-type-default": _default,
    "group-type-show": show(GROUP_TYPE, "group_type", pretty=("group_specs",)),
    "group-type-create": _create,
    "group-type-update": _update,
    "group-type-delete": delete_each(GROUP_TYPE, "group_type", "group type", "types", done=True),
    "group-type-key": keys(GROUP_TYPE, "gtype", "group_specs"),
    "group-specs-list": _specs,
}
