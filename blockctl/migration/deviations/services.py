"""Deviations of what administrators run, and of quotas and limits."""

from blockctl.migration.deviations.kind import REQUESTS, STATUS, Deviation

DEVIATIONS = (
    Deviation(
        "service-left-as-it-was",
        ("volume service set",),
        STATUS,
        "Exits 0 although Cinder 28 and 29 accept enabling and disabling and do nothing.",
        "Reads back what it set, fails, and says what works instead.",
        "Done means done.",
    ),
    Deviation(
        "cleanup-that-works",
        ("block storage cleanup",),
        frozenset({"status", "output", "requests"}),
        "Fails, whatever it is given: it leaves out arguments of its own, and sends the request "
        "with a method that the service does not know.",
        "Asks for the clean-up.",
        "That is what the command is for.",
    ),
    Deviation(
        "cluster-of-binary",
        ("block storage cluster show",),
        frozenset({"status", "output"}),
        "Accepts --binary, and shows the cluster of cinder-volume.",
        "Shows the cluster of this binary.",
        "That is what the option says.",
    ),
    Deviation(
        "cluster-set-is-done",
        ("block storage cluster set",),
        STATUS,
        "Exits 1 when the cluster was changed.",
        "Exits 0.",
        "Done means done.",
    ),
    Deviation(
        "failover-that-works",
        ("volume host failover",),
        REQUESTS,
        "Sends what Cinder has dropped with version 28.",
        "Sends what every version of Cinder knows.",
        "That is what the command is for.",
    ),
    Deviation(
        "log-level-of-nobody",
        ("block storage log level set",),
        frozenset({"status", "requests"}),
        "Exits 0 when no service is up on --host, and nothing was set.",
        "Fails with `not found`.",
        "Done means done.",
    ),
    Deviation(
        "manageable-limit",
        ("block storage volume manageable list", "block storage snapshot manageable list"),
        frozenset({"status", "output"}),
        "With --limit fails, or prints the same again until it notices.",
        "Lists at most so many.",
        "That is what the option says.",
    ),
    Deviation(
        "quota-class-of-type",
        ("quota set",),
        REQUESTS,
        "With --class or --default leaves out what --volume-type makes quotas of a type.",
        "Sends it.",
        "That is what the options say.",
    ),
    Deviation(
        "other-services",
        (
            "availability zone list",
            "extension list",
            "limits show",
            "quota delete",
            "quota list",
            "quota set",
            "quota show",
            "versions show",
        ),
        frozenset({"status", "output", "requests"}),
        "Asks every service of the cloud, or the one that an option names.",
        "Does the part of block storage and says so on stderr; options for other services are "
        "refused with a sentence that names the command of OpenStackClient.",
        "It is a command line for block storage.",
    ),
)
