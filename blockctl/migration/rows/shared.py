"""Kinds, reasons and differences that many rows share."""

from blockctl.migration.differences import output
from blockctl.migration.kinds import (
    Argument,
    Dropped,
    Either,
    Filters,
    Flag,
    Kind,
    Missing,
    Nothing,
    Option,
    Pairs,
)

ALL_PROJECTS = Flag("--all-projects")
NAME = Option("--name")
DESCRIPTION = Option("--description")
ZONE = Option("--availability-zone")
PROPERTIES = Pairs("--property")
PUBLIC = Flag("--public", "--private")
ARGUMENT = Argument()
NOTHING = Nothing()

DISPLAY_NAME = {"name": ("display_name", "name")}
DISPLAY = {**DISPLAY_NAME, "description": ("display_description", "description")}

SORT = Either(
    Missing("openstack does not let the service sort; --sort-column sorts what it has fetched."),
    Option("--sort"),
)
WITH_COUNT = Either(
    Dropped("openstack never says how many there are in all."), Flag("--with-count")
)
# Where openstack has both, --limit is only how many it fetches at once.
MAX_ITEMS = Either(Option("--max-items"), Option("--limit"))
NO_LIMIT = Either(
    Missing("openstack's --limit here is only how many it fetches at once: it lists all."),
    Option("--limit"),
)


def filters(**theirs: Kind) -> Either:
    """``--filters``: the keys for which openstack has options; blockctl takes any key."""
    ours = {"metadata": Pairs("--property")} if "metadata" in theirs else {}
    return Either(Filters(theirs), Filters(ours, other="--filter"))


SORTED = output(
    "cinder sorts by ID unless told otherwise; openstack and blockctl keep the service's order."
)
COLUMNS = "Other columns: cut them with -f value -c NAME rather than out of the table."
PROPERTY_CELL = output(
    "cinder prints a row for each property; openstack and blockctl one cell, or an object with "
    "-f json."
)
