"""QoS specs."""

from typing import Any
from urllib.parse import urlencode

from blockctl.migration.standin.finding import find
from blockctl.migration.standin.kinds import QOS
from blockctl.migration.standin.run import Run, Verb, pairs, truth
from blockctl.migration.standin.shapes import records
from blockctl.migration.standin.tables import print_fields, print_records


def _print(found: dict[str, Any]) -> None:
    print_fields(found, pretty=("specs",))


def _create(run: Run) -> None:
    asked = {"qos_specs": {"name": run["name"], **pairs(run["metadata"])}}
    _print(run.api.send("POST", "/qos-specs", asked)["qos_specs"])


def _show(run: Run) -> None:
    _print(find(run, QOS, run["qos_specs"]))


def _delete(run: Run) -> None:
    force = truth(run["force"] or False)
    found = find(run, QOS, run["qos_specs"])["id"]
    run.api.send("DELETE", f"/qos-specs/{found}?force={force}")


def _link(deed: str) -> Verb:
    # These change something, though the API takes them as GET.
    def verb(run: Run) -> None:
        which = urlencode({"vol_type_id": run["vol_type_id"]})
        run.api.send("GET", f"/qos-specs/{run.text('qos_specs')}/{deed}?{which}")

    return verb


def _disassociate_all(run: Run) -> None:
    run.api.send("GET", f"/qos-specs/{run.text('qos_specs')}/disassociate_all")


def _key(run: Run) -> None:
    given = pairs(run["metadata"])
    path = f"/qos-specs/{run.text('qos_specs')}"
    if run["action"] == "set":
        run.api.send("PUT", path, {"qos_specs": given})
    else:
        run.api.send("PUT", f"{path}/delete_keys", {"keys": list(given)})


def _associations(run: Run) -> None:
    found = run.api.get(f"/qos-specs/{run.text('qos_specs')}/associations")
    print_records(found["qos_associations"], ("Association_Type", "Name", "ID"))


VERBS = {
    "qos-list": records("/qos-specs", "qos_specs", ("ID", "Name", "Consumer", "specs")),
    "qos-show": _show,
    "qos-create": _create,
    "qos-delete": _delete,
    "qos-key": _key,
    "qos-associate": _link("associate"),
    "qos-disassociate": _link("disassociate"),
    "qos-disassociate-all": _disassociate_all,
    "qos-get-association": _associations,
}
