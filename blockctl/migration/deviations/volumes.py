"""Deviations of ``volume …``, its snapshots, types and attachments."""

from blockctl.migration.deviations.kind import OUTPUT, REQUESTS, STATUS, Deviation

DEVIATIONS = (
    Deviation(
        "type-filters",
        ("volume type list",),
        OUTPUT,
        "Accepts --property, --multiattach, --cacheable, --replicated and --availability-zone and "
        "sends no filter, so it lists every type.",
        "Lists the types that have these properties.",
        "That is what the options say.",
    ),
    Deviation(
        "type-is-public",
        ("volume type set",),
        frozenset({"status", "requests"}),
        "Sends --public and --private under a name that the service refuses.",
        "Sends it as is_public, which changes the type.",
        "That is what the options say.",
    ),
    Deviation(
        "type-for-nobody",
        ("volume type create",),
        frozenset({"status", "output", "requests"}),
        "Creates the type before it looks up --project, and exits 0 although there is none.",
        "Looks it up first, fails and creates nothing.",
        "A mistake is refused before anything is changed.",
    ),
    Deviation(
        "created-as-it-is",
        ("volume create",),
        OUTPUT,
        "With --bootable, --read-only and their opposites waits for the volume, changes it, and "
        "prints it as it was before: being created, and not changed.",
        "Prints it as it is when the command is done.",
        "The fields would contradict the options.",
    ),
    Deviation(
        "attachment-status",
        ("volume attachment list",),
        OUTPUT,
        "Sends --status as a filter that the service does not know, so it lists nothing.",
        "Sends it as attach_status, the name of the field.",
        "That is what the option says.",
    ),
    Deviation(
        "attachment-mode",
        ("volume attachment create",),
        frozenset({"status", "requests"}),
        "Sends any word as --mode.",
        "Takes those that the service takes, and null for none; another is a usage error.",
        "A mistake is refused before anything is asked.",
    ),
    Deviation(
        "attachment-ids",
        ("volume attachment *",),
        REQUESTS,
        "Sends whatever is given as the ID of an attachment.",
        "Says that it is no ID, and sends nothing.",
        "Attachments have no names; a mistake is refused before anything is asked.",
    ),
    Deviation(
        "missing-attachment",
        ("volume attachment delete",),
        STATUS,
        "Exits 0 when the attachment does not exist.",
        "Fails with `not found`.",
        "Done means done.",
    ),
)
