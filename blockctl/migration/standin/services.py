"""Services, their logs, hosts and clusters."""

from typing import Any

from blockctl.migration.standin.run import Run, Verb, truth
from blockctl.migration.standin.tables import print_fields, print_records, say


def _list(run: Run) -> None:
    found = run.api.get("/os-services", run.same("host", "binary"))["services"]
    columns = ["Binary", "Host", "Zone", "Status", "State", "Updated_at"]
    if run.since((3, 7)):
        columns.append("Cluster")
    if truth(run["withreplication"] or False):
        columns += ["Replication Status", "Active Backend ID", "Frozen"]
    if found and "disabled_reason" in found[0]:
        columns.append("Disabled Reason")
    if run.since((3, 49)):
        columns.append("Backend State")
    print_records(found, columns)


def _enable(run: Run) -> None:
    answer = run.api.send("PUT", "/os-services/enable", run.same("host", "binary"))
    print_records([answer], ("Host", "Binary", "Status"))


def _disable(run: Run) -> None:
    columns, asked, deed = ["Host", "Binary", "Status"], run.same("host", "binary"), "disable"
    if run["reason"]:
        columns.append("Disabled Reason")
        asked["disabled_reason"] = run["reason"]
        deed = "disable-log-reason"
    print_records([run.api.send("PUT", f"/os-services/{deed}", asked)], columns)


def _log_services(run: Run) -> dict[str, Any]:
    return {name: run[name] or "" for name in ("binary", "server", "prefix")}


def _set_log(run: Run) -> None:
    asked = {"level": run["level"], **_log_services(run)}
    run.api.send("PUT", "/os-services/set-log", asked)


def _get_log(run: Run) -> None:
    found = run.api.send("PUT", "/os-services/get-log", _log_services(run))["log_levels"]
    rows = [
        {"binary": each["binary"], "host": each["host"], "prefix": prefix, "level": level}
        for each in found
        for prefix, level in each["levels"].items()
    ]
    print_records(rows, ("Binary", "Host", "Prefix", "Level"))


def _host(deed: str, *more: str) -> Verb:
    def verb(run: Run) -> None:
        run.api.send("PUT", f"/os-services/{deed}", run.same("host", *more))

    return verb


def _list_clusters(run: Run) -> None:
    asked = run.same("name", "binary", "is_up", "disabled", "num_hosts", "num_down_hosts")
    path = "/clusters/detail" if run["detailed"] else "/clusters"
    columns = ["Name", "Binary", "State", "Status"]
    if run["detailed"]:
        columns += ["Num Hosts", "Num Down Hosts", "Last Heartbeat", "Disabled Reason",
                    "Created At", "Updated at"]  # fmt: skip
    print_records(run.api.get(path, asked)["clusters"], columns)


def _show_cluster(run: Run) -> None:
    path = f"/clusters/{run.text('name')}"
    print_fields(run.api.get(path, run.same("binary"))["cluster"])


def _change_cluster(deed: str) -> Verb:
    def verb(run: Run) -> None:
        asked = run.same("name", "binary")
        if run["reason"]:
            asked["disabled_reason"] = run["reason"]
        print_fields(run.api.send("PUT", f"/clusters/{deed}", asked)["cluster"])

    return verb


def _clean_up(run: Run) -> None:
    asked = run.some("host", "binary", "is_up", "disabled", "resource_id", "resource_type",
                     "service_id")  # fmt: skip
    if run["cluster"] is not None:
        asked["cluster_name"] = run["cluster"]
    answer = run.api.send("POST", "/workers/cleanup", asked)
    columns = ("ID", "Cluster Name", "Host", "Binary")
    if answer["cleaning"]:
        say("Following services will be cleaned:")
        print_records(answer["cleaning"], columns)
    if answer["unavailable"]:
        say("There are no alternative nodes to do cleanup for the following services:")
        print_records(answer["unavailable"], columns)
    if not (answer["cleaning"] or answer["unavailable"]):
        say("No cleanable services matched cleanup criteria.")


VERBS: dict[str, Verb] = {
    "service-list": _list,
    "service-enable": _enable,
    "service-disable": _disable,
    "service-set-log": _set_log,
    "service-get-log": _get_log,
    "freeze-host": _host("freeze"),
    "thaw-host": _host("thaw"),
    "failover-host": _host("failover_host", "backend_id"),
    "cluster-list": _list_clusters,
    "cluster-show": _show_cluster,
    "cluster-enable": _change_cluster("enable"),
    "cluster-disable": _change_cluster("disable"),
    "work-cleanup": _clean_up,
}
