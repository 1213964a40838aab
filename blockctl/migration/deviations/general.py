"""Deviations of every command, or of many."""

from blockctl.migration.deviations.kind import OUTPUT, STATUS, Deviation

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
        (
            "volume list",
            "volume snapshot list",
            "volume attachment list",
            "volume backup list",
            "volume message list",
        ),
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
)
