"""What the service tells of itself: versions, zones, pools, filters, extensions, messages."""

from collections.abc import Iterator
from typing import Any

from blockctl.migration import syntax
from blockctl.migration.standin.finding import listed, sort_query
from blockctl.migration.standin.kinds import MESSAGE
from blockctl.migration.standin.run import Run, Verb
from blockctl.migration.standin.shapes import delete_each, show
from blockctl.migration.standin.tables import print_fields, print_records, say

_MESSAGE_SORT = (
    "resource_type", "event_id", "resource_uuid", "message_level", "guaranteed_until",
    "request_id",
)  # fmt: skip


def _versions(run: Run) -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = run.api.get("")["versions"]
    return versions


def _api_version(run: Run) -> None:
    print_records(_versions(run), ("ID", "Status", "Version", "Min_version"))


def _version_list(run: Run) -> None:
    found = _versions(run)
    columns = ["Id", "Status", "Updated"]
    if "min_version" in found[0]:
        columns += ["Min Version", "Version"]
    major, minor = syntax.newest()
    say("Client supported API versions:\nMinimum version 3.0")
    say(f"Maximum version {major}.{minor}\n\nServer supported API versions:")
    print_records(found, columns)


def _zones(run: Run) -> None:
    found = run.api.get("/os-availability-zone")["availabilityZoneInfo"]
    print_records([row for zone in found for row in _zone_rows(zone)], ("Name", "Status"))


def _zone_rows(zone: dict[str, Any]) -> Iterator[dict[str, str]]:
    """A zone with, where the service tells of them, its hosts and their services."""
    available = "available" if zone["zoneState"]["available"] else "not available"
    yield {"name": zone["zoneName"], "status": available}
    for host, services in (zone.get("hosts") or {}).items():
        yield {"name": f"|- {host}", "status": ""}
        for service, state in services.items():
            enabled = "enabled" if state["active"] else "disabled"
            mark = ":-)" if state["available"] else "XXX"
            yield {"name": f"| |- {service}", "status": f"{enabled} {mark} {state['updated_at']}"}


def _pools(run: Run) -> None:
    query = {"detail": run["detail"], **run.filters()}
    for pool in run.api.get("/scheduler-stats/get_pools", query)["pools"]:
        capabilities = pool["capabilities"] if run["detail"] else {}
        print_fields({"name": pool["name"], **capabilities})


def _capabilities(run: Run) -> None:
    found = run.api.get(f"/capabilities/{run.text('host')}")
    properties = found.pop("properties")
    print_fields(found, "Volume stats")
    print_fields(properties, "Backend properties", pretty=properties)


def _filters(run: Run) -> None:
    found = run.api.get("/resource_filters", run.same("resource"))["resource_filters"]
    rows = [{**each, "filters": ", ".join(each["filters"])} for each in found]
    print_records(rows, ("Resource", "Filters"))


def _extensions(run: Run) -> None:
    found = run.api.get("/extensions")["extensions"]
    rows = [{**each, "summary": _summary(each["description"])} for each in found]
    print_records(rows, ("Name", "Summary", "Alias", "Updated"))


def _summary(description: str) -> str:
    first, *more = description.strip().split("\n")
    return first + ("..." if more else "") or "??"


def _messages(run: Run) -> None:
    query = {
        **run.same("resource_uuid", "event_id", "request_id", "marker"),
        **run.filters(),
        "sort": sort_query(run["sort"], *_MESSAGE_SORT),
    }
    if run["resource_type"]:
        query["resource_type"] = run["resource_type"].upper()
    if run["level"]:
        query["message_level"] = run["level"].upper()
    if not run.since((3, 5)):
        query = {}
    found = listed(run, "/messages", "messages", query, run["limit"])
    columns = ("ID", "Resource Type", "Resource UUID", "Event ID", "User Message")
    print_records(found, columns, ordered=bool(run["sort"]))


VERBS: dict[str, Verb] = {
    "api-version": _api_version,
    "version-list": _version_list,
    "availability-zone-list": _zones,
    "get-pools": _pools,
    "get-capabilities": _capabilities,
    "list-filters": _filters,
    "list-extensions": _extensions,
    "message-list": _messages,
    "message-show": show(MESSAGE, "message"),
    "message-delete": delete_each(MESSAGE, "message", "message", "messages"),
}
