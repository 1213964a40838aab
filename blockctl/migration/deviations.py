"""Where blockctl deviates from OpenStackClient on purpose: all of it, each with its reason.

The parity tests (tests/parity) read this list and fail on any deviation that is not in it, and on
any in it that no longer shows. docs/reference/deviations.md is made from it.
"""

from dataclasses import dataclass
from typing import Literal

# What of a command's behaviour is compared.
Aspect = Literal["status", "output", "requests"]


@dataclass(frozen=True)
class Deviation:
    """One deviation. ``commands`` are those it shows in, a last ``*`` standing for any words.

    ``openstack`` and ``blockctl`` say what each does, ``reason`` why ours differs.
    """

    name: str
    commands: tuple[str, ...]
    aspects: frozenset[Aspect]
    openstack: str
    blockctl: str
    reason: str

    def covers(self, words: str) -> bool:
        """Whether the command of these words is among those it shows in."""
        return any(
            words.startswith(each[:-1]) if each.endswith("*") else words == each
            for each in self.commands
        )


STATUS: frozenset[Aspect] = frozenset({"status"})
OUTPUT: frozenset[Aspect] = frozenset({"output"})
REQUESTS: frozenset[Aspect] = frozenset({"requests"})

DEVIATIONS = (
    Deviation(
        "exit-codes",
        ("*",),
        STATUS,
        "Exits 1 for every failure.",
        "Exits with a code for the kind of failure: not found, not allowed, conflict, and so on.",
        "Scripts can tell a missing volume from a service that is down.",
    ),
    Deviation(
        "shell-quoting",
        ("*",),
        OUTPUT,
        "With -f shell, leaves $, ` and \\ as they are inside double quotes, and in values that "
        "are no texts a double quote as well.",
        "Escapes them.",
        "The output is made for eval: whoever may name a volume could run commands otherwise.",
    ),
    Deviation(
        "visible-controls",
        ("*",),
        OUTPUT,
        "Prints control characters in tables as they came, a tab and an escape sequence alike.",
        "Prints them as visible escapes such as \\x1b; formats for scripts get what was sent.",
        "Names come from other members of the project: they must not drive a terminal.",
    ),
    Deviation(
        "limit-cuts",
        ("volume list", "volume snapshot list", "volume attachment list"),
        OUTPUT,
        "Takes --limit for the size of a page and lists everything, page by page.",
        "Lists at most so many.",
        "That is what the option says.",
    ),
    Deviation(
        "late-usage",
        ("*",),
        STATUS,
        "Exits 1 when it finds only after parsing that options do not fit together, or need a "
        "later microversion than the one it was told to use.",
        "Exits 2, as for every other mistake on the command line.",
        "A usage error is one whenever it is found.",
    ),
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
    Deviation(
        "service-left-as-it-was",
        ("volume service set",),
        STATUS,
        "Exits 0 although Cinder 28 and 29 accept enabling and disabling and do nothing.",
        "Reads back what it set, fails, and says what works instead.",
        "Done means done.",
    ),
)

BY_NAME = {deviation.name: deviation for deviation in DEVIATIONS}
