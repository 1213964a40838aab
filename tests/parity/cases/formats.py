"""Every format and its options, for every command that prints; compared byte for byte."""

from tests.parity.case import Case, cases

# A list command that prints awkward values, and two of its columns.
LISTS = (
    ("volume list", "--long", "Name", "Size", False),
    ("volume snapshot list", "--long", "Name", "Status", False),
    ("volume type list", "--long", "Name", "Is Public", False),
    ("volume attachment list", "", "Volume ID", "Status", False),
    ("volume service list", "--long", "Host", "Binary", True),
    ("volume backend pool list", "", "Name", "Name", False),
    ("volume backend capability show", "standalone@file", "Key", "Type", False),
)
LIST_OPTIONS = (
    "-f table",
    "-f json",
    "-f json --noindent",
    "-f yaml",
    "-f csv",
    "-f csv --quote all",
    "-f csv --quote minimal",
    "-f csv --quote none",
    "-f csv --quote nonnumeric",
    "-f value",
    "--max-width 60",
    "--max-width 20",
    "--fit-width",
    "-f value -c '{second}' -c '{first}'",
    "-f json -c '{first}'",
    "-c '{first}' --sort-column '{first}'",
    "-f csv --sort-column '{second}' --sort-column '{first}' --sort-descending",
    "-f value --sort-column '{first}' --sort-ascending",
    "-f value --sort-column 'No Such'",
)
# What the formats do when there is nothing, or when they are asked for what is not there.
ONCE = cases(
    "volume list",
    *(f"--name none-of-it {options}" for options in (
        "-f table", "-f json", "-f yaml", "-f csv", "-f value", "--print-empty",
    )),
    "-f shell",
    "-f nonsense",
    "-f csv --quote sometimes",
    "--sort-ascending --sort-descending",
    "--max-width wide",
    "-f json -c name -c ID",
    "-f value -c 'attached_to'",
)  # fmt: skip

SHOWS = (
    ("volume show", "first", "name", "properties"),
    ("volume snapshot show", "first-snapshot", "name", "properties"),
    ("volume type show", "shared", "name", "properties"),
    ("volume summary", "", "Total Count", "Total Size"),
)
SHOW_OPTIONS = (
    "-f table",
    "-f json",
    "-f json --noindent",
    "-f yaml",
    "-f value",
    "-f shell",
    "-f shell --prefix os_",
    "--max-width 60",
    "--max-width 20",
    "--fit-width",
    "-f value -c '{second}' -c '{first}'",
    "-f shell -c '{first}'",
    "-c '{first}'",
)

READS = [
    *(
        Case(words, f"{line} {options.format(first=first, second=second)}".strip(), moving=moving)
        for words, line, first, second, moving in LISTS
        for options in LIST_OPTIONS
    ),
    *(
        Case(words, f"{line} {options.format(first=first, second=second)}".strip())
        for words, line, first, second in SHOWS
        for options in SHOW_OPTIONS
    ),
    *ONCE,
    *cases(
        "volume show",
        "'größer 日本語' -f json",
        "'größer 日本語' -f value",
        "'größer 日本語' --max-width 50",
        "first -f csv",
    ),
    *cases("volume list", "-c Nonsense", deviation="late-usage"),
    *cases("volume show", "first -c nonsense", deviation="late-usage"),
    *cases("volume show", "'größer 日本語' -f shell", deviation="shell-quoting"),
]
