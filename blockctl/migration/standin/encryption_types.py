"""How volume types encrypt."""

from collections.abc import Sequence

from blockctl.migration.standin.finding import Record, find, listed
from blockctl.migration.standin.kinds import VOLUME_TYPE
from blockctl.migration.standin.run import Run
from blockctl.migration.standin.tables import print_records

_COLUMNS = ("Volume Type ID", "Provider", "Cipher", "Key Size", "Control Location")
_FIELDS = ("provider", "cipher", "key_size", "control_location")


def _of(run: Run, type_id: str) -> list[Record]:
    """The type's encryption, or nothing for a type that has none."""
    found = run.api.get(f"/types/{type_id}/encryption")
    return [found] if "volume_type_id" in found else []


def _print(found: Sequence[Record]) -> None:
    print_records(found, _COLUMNS)


def _list(run: Run) -> None:
    types = listed(run, "/types", "volume_types", VOLUME_TYPE.asked)
    _print([each for found in types for each in _of(run, found["id"])])


def _type_id(run: Run) -> str:
    return str(find(run, VOLUME_TYPE, run["volume_type"])["id"])


def _show(run: Run) -> None:
    _print(_of(run, _type_id(run)))


def _create(run: Run) -> None:
    path = f"/types/{_type_id(run)}/encryption"
    _print([run.api.send("POST", path, {"encryption": run.same(*_FIELDS)})["encryption"]])


def _update(run: Run) -> None:
    type_id = _type_id(run)
    # What was given without a value is made empty; what was not given stays.
    changed = {name: run.given[name] for name in _FIELDS if name in run.given}
    run.api.send("PUT", f"/types/{type_id}/encryption/provider", {"encryption": changed})
    _print([run.api.get(f"/types/{type_id}/encryption")])


def _delete(run: Run) -> None:
    run.api.send("DELETE", f"/types/{_type_id(run)}/encryption/provider")


VERBS = {
    "encryption-type-list": _list,
    "encryption-type-show": _show,
    "encryption-type-create": _create,
    "encryption-type-update": _update,
    "encryption-type-delete": _delete,
}
