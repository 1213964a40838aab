"""The service itself, and help."""

from blockctl.migration.differences import meaning, output
from blockctl.migration.row import Row, Step, When, row
from blockctl.migration.rows.shared import ARGUMENT


def _versions(verb: str) -> Row:
    return row(
        verb,
        Step("versions show", fixed="--service block-storage"),
        differs=(output("The columns are others; cinder's own versions are not shown."),),
    )


def _completion(verb: str) -> Row:
    return row(
        verb,
        Step("complete"),
        differs=(meaning("cinder prints words; openstack and blockctl a script for the shell."),),
    )


ROWS = (
    _versions("api-version"),
    _versions("version-list"),
    row(
        "availability-zone-list",
        Step("availability zone list", fixed="--volume"),
        differs=(output("Name and Status are called Zone Name and Zone Status."),),
    ),
    row(
        "list-extensions",
        Step("extension list", fixed="--volume"),
        differs=(
            output("cinder's Summary is called Description; Updated At is there with --long."),
        ),
    ),
    row(
        "list-filters",
        Step("block storage resource filter list", when=When(none_of=("resource",))),
        Step(
            "block storage resource filter show",
            {"resource": ARGUMENT},
            when=When(any_of=("resource",)),
        ),
    ),
    _completion("bash-completion"),
    _completion("bash_completion"),
    row("help", Step("help", {"command": ARGUMENT})),
)
