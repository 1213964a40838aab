"""Transfers of volumes between projects, and messages to users."""

from blockctl.migration.differences import broken, looked_up, meaning, names, output, several
from blockctl.migration.kinds import Either, Flag, Missing, Option
from blockctl.migration.row import OPENSTACK, Step, row
from blockctl.migration.rows.shared import (
    ALL_PROJECTS,
    ARGUMENT,
    DISPLAY_NAME,
    NAME,
    NO_LIMIT,
    SORT,
    SORTED,
    filters,
)

# openstack tells no microversion for messages, which are there since 3.3 and paged since 3.5.
_MESSAGES = "3.5"


def _only_blockctl(what: str, name: str) -> Either:
    return Either(Missing(f"openstack cannot list messages by {what}."), Option(name))


ROWS = (
    row(
        "transfer-accept",
        Step(
            "volume transfer request accept",
            {"auth_key": Option("--auth-key"), "transfer": ARGUMENT},
        ),
        differs=(looked_up("transfer"),),
    ),
    row(
        "transfer-create",
        Step(
            "volume transfer request create",
            {"name": NAME, "no_snapshots": Flag("--no-snapshots"), "volume": ARGUMENT},
        ),
        aliases=DISPLAY_NAME,
        differs=(names("volume"),),
    ),
    row(
        "transfer-delete",
        Step("volume transfer request delete", {"transfer": ARGUMENT}),
        differs=(
            several("transfer"),
            meaning(
                "openstack finds a transfer by its ID only.",
                "transfer",
                target=OPENSTACK,
                shows=True,
            ),
        ),
    ),
    row(
        "transfer-list",
        Step(
            "volume transfer request list",
            {"all_tenants": ALL_PROJECTS, "sort": SORT, "filters": filters()},
        ),
        differs=(
            broken("openstack takes --all-projects and does not send it.", "all_tenants"),
            output("cinder: ID, Volume ID, Name. openstack and blockctl: ID, Name, Volume."),
            SORTED,
        ),
    ),
    row(
        "transfer-show",
        Step("volume transfer request show", {"transfer": ARGUMENT}),
        differs=(names("transfer"),),
    ),
    row(
        "message-delete",
        Step("volume message delete", {"message": ARGUMENT}, microversion=_MESSAGES),
        differs=(several("message"),),
    ),
    row(
        "message-list",
        Step(
            "volume message list",
            {
                "marker": Option("--marker"),
                "limit": NO_LIMIT,
                "sort": SORT,
                "resource_uuid": _only_blockctl("resource", "--resource-uuid"),
                "resource_type": _only_blockctl("kind of resource", "--resource-type"),
                "event_id": _only_blockctl("event", "--event-id"),
                "request_id": _only_blockctl("request", "--request-id"),
                "level": _only_blockctl("level", "--level"),
                "filters": filters(),
            },
            microversion=_MESSAGES,
        ),
        differs=(SORTED,),
    ),
    row(
        "message-show",
        Step("volume message show", {"message": ARGUMENT}, microversion=_MESSAGES),
    ),
)
