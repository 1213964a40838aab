"""Taking over what is on a backend, letting it go, and listing it."""

from typing import Any

from blockctl.migration.standin.finding import Kind, fetched, find, listed, sort_query
from blockctl.migration.standin.kinds import SNAPSHOT, VOLUME
from blockctl.migration.standin.run import Run, Verb, pairs, truth
from blockctl.migration.standin.shapes import action, shown
from blockctl.migration.standin.tables import print_records


def _reference(run: Run) -> dict[str, Any]:
    metadata = None if run["metadata"] is None else pairs(run["metadata"])
    return {
        "ref": {run["id_type"]: run["identifier"]},
        **run.same("name", "description"),
        "metadata": metadata,
    }


def _taken_over(run: Run, path: str, kind: Kind, fields: dict[str, Any]) -> None:
    made = run.api.send("POST", path, {kind.one: fields})[kind.one]
    shown(fetched(run, kind, made["id"]))


def _manage(run: Run) -> None:
    fields = {
        **run.same("host", "volume_type", "availability_zone"),
        **_reference(run),
        "bootable": run["bootable"] or False,
    }
    if run["cluster"]:
        fields["cluster"] = run["cluster"]
    _taken_over(run, "/os-volume-manage", VOLUME, fields)


def _manage_snapshot(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])
    fields = {"volume_id": volume["id"], **_reference(run)}
    _taken_over(run, "/os-snapshot-manage", SNAPSHOT, fields)


def _manageable(kind: Kind, *more: str) -> Verb:
    def verb(run: Run) -> None:
        detailed = truth("True" if run["detailed"] is None else run["detailed"], strict=False)
        path = f"/manageable_{kind.many}" if run.since((3, 8)) else f"/os-{kind.one}-manage"
        query = {
            **(run.some("cluster") or run.same("host")),
            **run.same("marker", "offset"),
            "sort": sort_query(run["sort"]),
        }
        path += "/detail" if detailed else ""
        found = listed(run, path, f"manageable-{kind.many}", query, run["limit"])
        columns = ["reference", "size", "safe_to_manage", *more]
        if detailed:
            columns += ["reason_not_safe", "cinder_id", "extra_info"]
        print_records(found, columns, ordered=True)

    return verb


VERBS = {
    "manage": _manage,
    "unmanage": action(VOLUME, "volume", "os-unmanage"),
    "manageable-list": _manageable(VOLUME),
    "snapshot-manage": _manage_snapshot,
    "snapshot-unmanage": action(SNAPSHOT, "snapshot", "os-unmanage"),
    "snapshot-manageable-list": _manageable(SNAPSHOT, "source_reference"),
}
