"""Volume types: their properties, who may use them, their encryption, defaults of projects."""

from blockctl.migration.differences import (
    SILENT,
    broken,
    looked_up,
    meaning,
    output,
    project,
    requests,
    several,
)
from blockctl.migration.kinds import Either, Narrowed, Option
from blockctl.migration.row import OPENSTACK, Step, When, row
from blockctl.migration.rows.properties import set_or_unset
from blockctl.migration.rows.shared import (
    ARGUMENT,
    DESCRIPTION,
    NAME,
    PUBLIC,
    SORTED,
    filters,
)

_UNNAMED = requests("cinder does not name the encryption; openstack and blockctl do.")
_NO_DEFAULTS = "openstack has no command for the default types of projects (3.62)."


def _encryption(what: str, name: str) -> Either:
    why = f"openstack cannot set the {what} back to the provider's default."
    return Either(
        Narrowed(name, cannot=lambda value: value is None, why=why), Option(name, bare="")
    )


ROWS = (
    row(
        "type-create",
        Step(
            "volume type create",
            {"description": DESCRIPTION, "is_public": PUBLIC, "name": ARGUMENT},
        ),
    ),
    row(
        "type-default",
        Step("volume type list", fixed="--default"),
        differs=(output("The description is there with --long."),),
    ),
    row(
        "type-delete",
        Step("volume type delete", {"vol_type": ARGUMENT}),
        differs=(several("vol_type"), SILENT),
    ),
    row("type-key", *set_or_unset("volume type", "vtype")),
    row(
        "type-list",
        Step(
            "volume type list",
            {"filters": filters(is_public=PUBLIC)},
        ),
        differs=(
            output(
                "cinder: ID, Name, Description, Is_Public. openstack and blockctl: ID, Name, Is "
                "Public, and the description with --long."
            ),
            SORTED,
        ),
    ),
    row(
        "type-show",
        Step("volume type show", {"volume_type": ARGUMENT}),
        differs=(output("cinder's extra_specs are called properties."),),
    ),
    row(
        "type-update",
        Step(
            "volume type set",
            {"name": NAME, "description": DESCRIPTION, "is_public": PUBLIC, "id": ARGUMENT},
            when=When(any_of=("name", "description", "is_public")),
        ),
        differs=(
            broken(
                "openstack sends public and private by a name that the service refuses: 400.",
                "is_public",
            ),
            looked_up("id"),
            SILENT,
        ),
    ),
    row(
        "extra-specs-list",
        Step("volume type list", fixed="--long"),
        differs=(
            output("cinder: ID, Name, extra_specs. openstack and blockctl: Properties."),
            SORTED,
        ),
    ),
    row(
        "type-access-add",
        Step("volume type set", {"project_id": Option("--project"), "volume_type": ARGUMENT}),
        differs=(project("project_id"),),
    ),
    row(
        "type-access-list",
        Step("volume type show", {"volume_type": ARGUMENT}, fixed="-c access_project_ids"),
        differs=(
            output("cinder prints a row for each project; openstack and blockctl one list."),
            meaning("cinder fails for a public type; openstack and blockctl print nothing for it."),
        ),
    ),
    row(
        "type-access-remove",
        Step("volume type unset", {"project_id": Option("--project"), "volume_type": ARGUMENT}),
        differs=(project("project_id"),),
    ),
    row(
        "encryption-type-create",
        Step(
            "volume type set",
            {
                "provider": Option("--encryption-provider"),
                "cipher": Option("--encryption-cipher"),
                "key_size": Option("--encryption-key-size"),
                "control_location": Option(
                    "--encryption-control-location",
                    default="front-end",
                    among=("front-end", "back-end"),
                ),
                "volume_type": ARGUMENT,
            },
        ),
        differs=(
            meaning(
                "cinder fails where the type is encrypted already; openstack and blockctl change "
                "it."
            ),
            SILENT,
        ),
    ),
    row(
        "encryption-type-delete",
        Step("volume type unset", {"volume_type": ARGUMENT}, fixed="--encryption-type"),
        differs=(
            meaning("volume type delete, which upstream's table names, deletes the type."),
            _UNNAMED,
        ),
    ),
    row(
        "encryption-type-list",
        Step("volume type list", fixed="--encryption-type"),
        differs=(output("cinder lists the encrypted types, openstack and blockctl all."),),
    ),
    row(
        "encryption-type-show",
        Step("volume type show", {"volume_type": ARGUMENT}, fixed="--encryption-type"),
        differs=(output("The encryption is one field of the type."),),
    ),
    row(
        "encryption-type-update",
        Step(
            "volume type set",
            {
                "provider": Option("--encryption-provider"),
                "cipher": _encryption("cipher", "--encryption-cipher"),
                "key_size": _encryption("key size", "--encryption-key-size"),
                "control_location": Option("--encryption-control-location"),
                "volume_type": ARGUMENT,
            },
        ),
        differs=(
            meaning("cinder fails where the type is not encrypted; openstack tries to create it."),
            meaning(
                "Without an option cinder sends an empty change, openstack and blockctl none.",
                shows=True,
                absent=("provider", "cipher", "key_size", "control_location"),
            ),
            _UNNAMED,
            meaning(
                "openstack sends nothing where it is so already.",
                "control_location",
                target=OPENSTACK,
                shows=True,
            ),
            SILENT,
        ),
    ),
    row(
        "default-type-list",
        Step("volume type default list", when=When(none_of=("project_id",))),
        Step(
            "volume type default show",
            {"project_id": ARGUMENT},
            when=When(any_of=("project_id",)),
        ),
        lacks=_NO_DEFAULTS,
        differs=(project("project_id"),),
    ),
    row(
        "default-type-set",
        Step("volume type default set", {"volume_type": ARGUMENT, "project": ARGUMENT}),
        lacks=_NO_DEFAULTS,
        differs=(looked_up("volume_type"), project("project")),
    ),
    row(
        "default-type-unset",
        Step("volume type default unset", {"project_id": ARGUMENT}),
        lacks=_NO_DEFAULTS,
        differs=(
            project("project_id"),
            meaning("cinder ends with 0 even when it fails; blockctl does not."),
        ),
    ),
)
