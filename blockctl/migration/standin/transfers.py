"""Transfers of volumes to other projects."""

from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import find, listed, sort_query
from blockctl.migration.standin.kinds import TRANSFER, VOLUME
from blockctl.migration.standin.run import Run
from blockctl.migration.standin.shapes import delete_each, show, shown
from blockctl.migration.standin.tables import print_records


def _list(run: Run) -> None:
    if run["sort"] and run["sort"].count(":") > 1:
        raise Refused(
            'Invalid sort parameter provided. Argument must be in the form "key[:<asc|desc>]".'
        )
    query = {
        "all_tenants": run.all_tenants() or None,
        **run.filters(),
        "sort": sort_query(run["sort"]),
    }
    found = listed(run, TRANSFER.place(run) + "/detail", "transfers", query)
    print_records(found, ("ID", "Volume ID", "Name"))


def _create(run: Run) -> None:
    volume = find(run, VOLUME, run["volume"])
    name = run["name"] if run["display_name"] is None else run["display_name"]
    transfer = {"volume_id": volume["id"], "name": name}
    if run.since((3, 55)):
        transfer["no_snapshots"] = run["no_snapshots"] or False
    shown(run.api.send("POST", TRANSFER.place(run), {"transfer": transfer})["transfer"])


def _accept(run: Run) -> None:
    path = f"{TRANSFER.place(run)}/{run.text('transfer')}/accept"
    asked = {"accept": {"auth_key": run["auth_key"]}}
    shown(run.api.send("POST", path, asked)["transfer"])


VERBS = {
    "transfer-list": _list,
    "transfer-show": show(TRANSFER, "transfer"),
    "transfer-create": _create,
    "transfer-accept": _accept,
    "transfer-delete": delete_each(TRANSFER, "transfer", "volume transfer", "volume transfers"),
}
