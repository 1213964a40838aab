"""Services, hosts, clusters, pools, and what a backend can do."""

from blockctl.migration.differences import broken, meaning, output, requests
from blockctl.migration.kinds import Either, Flag, Missing, Needed, Option
from blockctl.migration.row import BLOCKCTL, OPENSTACK, Step, row
from blockctl.migration.rows.shared import ARGUMENT, SORTED, filters

# An empty word means all of them to cinder, as nothing does.
_ALL = ("",)
_LOG = {
    "binary": Option("--service", unless=_ALL),
    "server": Option("--host", unless=_ALL),
    "prefix": Option("--log-prefix", unless=_ALL),
}
_IGNORED = (
    meaning("Cinder 28 and 29 accept it and change nothing; only blockctl says so."),
    output("cinder prints host, binary and status."),
)
_UP = Flag("--up", "--down")
_DISABLED = Flag("--disabled", "--enabled")
# openstack tells none when it enables or disables a cluster.
_CLUSTERS = "3.7"
_CLUSTER_SET = broken("openstack makes the change, and then ends with 1.")

ROWS = (
    row(
        "service-list",
        Step(
            "volume service list",
            {
                "host": Option("--host"),
                "binary": Option("--service"),
                "withreplication": Either(
                    Missing("openstack does not show the state of replication.", if_true=True),
                    Flag("--replication"),
                ),
            },
        ),
        differs=(output("Disabled Reason is there with --long."), SORTED),
    ),
    row(
        "service-enable",
        Step("volume service set", {"host": ARGUMENT, "binary": ARGUMENT}, fixed="--enable"),
        differs=_IGNORED,
    ),
    row(
        "service-disable",
        Step(
            "volume service set",
            {"reason": Option("--disable-reason"), "host": ARGUMENT, "binary": ARGUMENT},
            fixed="--disable",
        ),
        differs=_IGNORED,
    ),
    row("service-get-log", Step("block storage log level list", _LOG)),
    row(
        "service-set-log",
        Step("block storage log level set", {**_LOG, "level": ARGUMENT}),
    ),
    row("freeze-host", Step("volume host set", {"host": ARGUMENT}, fixed="--disable")),
    row("thaw-host", Step("volume host set", {"host": ARGUMENT}, fixed="--enable")),
    row(
        "failover-host",
        Step(
            "volume host failover",
            {
                "backend_id": Either(
                    Needed(
                        Option("--volume-backend"),
                        "openstack needs a backend to fail over to; cinder lets the driver choose.",
                    ),
                    Option("--volume-backend", default=""),
                ),
                "host": ARGUMENT,
            },
        ),
        differs=(broken("openstack uses an address that Cinder 28 and later do not have: 404."),),
    ),
    row(
        "get-capabilities",
        Step("volume backend capability show", {"host": ARGUMENT}),
        differs=(output("openstack shows the properties and not the backend's stats.", OPENSTACK),),
    ),
    row(
        "get-pools",
        Step("volume backend pool list", {"detail": Flag("--long"), "filters": filters()}),
        differs=(output("cinder prints a table for each pool, openstack and blockctl a row."),),
    ),
    row(
        "cluster-list",
        Step(
            "block storage cluster list",
            {
                "name": Option("--cluster"),
                "binary": Option("--binary"),
                "is_up": _UP,
                "disabled": _DISABLED,
                "num_hosts": Option("--num-hosts"),
                "num_down_hosts": Option("--num-down-hosts"),
                "detailed": Flag("--long"),
            },
        ),
    ),
    row(
        "cluster-show",
        Step("block storage cluster show", {"binary": Option("--binary"), "name": ARGUMENT}),
        differs=(
            broken("openstack takes --binary and ignores it.", "binary"),
            requests("blockctl finds the cluster in a list.", target=BLOCKCTL),
        ),
    ),
    row(
        "cluster-enable",
        Step(
            "block storage cluster set",
            {"binary": Option("--binary"), "name": ARGUMENT},
            fixed="--enable",
            microversion=_CLUSTERS,
        ),
        differs=(_CLUSTER_SET,),
    ),
    row(
        "cluster-disable",
        Step(
            "block storage cluster set",
            {
                "binary": Option("--binary"),
                "reason": Option("--disable-reason"),
                "name": ARGUMENT,
            },
            fixed="--disable",
            microversion=_CLUSTERS,
        ),
        differs=(_CLUSTER_SET,),
    ),
    row(
        "work-cleanup",
        Step(
            "block storage cleanup",
            {
                "cluster": Option("--cluster"),
                "host": Option("--host"),
                "binary": Option("--binary"),
                "is_up": _UP,
                "disabled": _DISABLED,
                "resource_id": Option("--resource-id"),
                "resource_type": Option("--resource-type"),
                "service_id": Option("--service-id"),
            },
        ),
        differs=(broken("openstack fails by itself, or sends PUT where the service wants POST."),),
    ),
)
