"""Quotas of projects and of classes, and limits."""

from blockctl.migration.differences import Difference, broken, meaning, output, project, requests
from blockctl.migration.kinds import Dropped, Option, Together
from blockctl.migration.row import OPENSTACK, Row, Step, When, row
from blockctl.migration.rows.shared import ARGUMENT
from blockctl.migration.transformations import QUOTAS, quotas

_QUOTAS = Together(
    (*QUOTAS, "volume_type"),
    quotas,
    " ".join(f"--{each.replace('_', '-')} <{each}>" for each in (*QUOTAS, "volume_type")),
)
_CLASS_QUOTAS = Together(
    tuple(each for each in _QUOTAS.dests if each != "groups"),
    quotas,
    _QUOTAS.syntax.replace(" --groups <groups>", ""),
)
# cinder refuses to change nothing.
_ANY = When(any_of=QUOTAS)
_EVERY_SERVICE = meaning("Without --volume openstack means the quotas of every service.")
_OF_NO_TYPE = tuple(
    meaning(
        f"cinder sends {each} with the type's name behind it, which no quota has; openstack and "
        "blockctl set the project's.",
        each,
        "volume_type",
        shows=True,
    )
    for each in ("backups", "backup_gigabytes", "per_volume_gigabytes", "groups")
)
_RESOURCES = output("Resource and Limit; backup_gigabytes is written backup-gigabytes.")


def _quota(verb: str, words: str, fixed: str, *differs: Difference) -> Row:
    return row(
        verb,
        Step(words, {"tenant": ARGUMENT}, fixed=fixed),
        differs=(project("tenant"), _EVERY_SERVICE, *differs),
    )


def _limits(verb: str, fixed: str) -> Row:
    return row(
        verb,
        Step("limits show", {"tenant": Option("--project")}, fixed=fixed),
        differs=(
            project("tenant"),
            requests("openstack asks the compute service, too.", target=OPENSTACK),
            output("The names are written otherwise: max_total_volumes for maxTotalVolumes."),
        ),
    )


ROWS = (
    _limits("absolute-limits", "--absolute"),
    _limits("rate-limits", "--rate"),
    _quota("quota-defaults", "quota show", "--default --volume", _RESOURCES),
    _quota("quota-delete", "quota delete", "--volume"),
    _quota("quota-show", "quota show", "--volume", _RESOURCES),
    _quota(
        "quota-usage",
        "quota show",
        "--usage --volume",
        output("cinder shows Allocated, too; openstack and blockctl do not."),
    ),
    row(
        "quota-update",
        Step(
            "quota set",
            {
                "skip_validation": Dropped("The service has ignored --skip-validation since 2017."),
                "tenant": ARGUMENT,
            },
            when=_ANY,
            together=(_QUOTAS,),
        ),
        differs=(project("tenant"), *_OF_NO_TYPE, output("cinder prints the new quotas.")),
    ),
    row(
        "quota-class-show",
        Step("quota show", {"class_name": ARGUMENT}, fixed="--class"),
        lacks="openstack cannot show the quotas of a class.",
    ),
    row(
        "quota-class-update",
        Step(
            "quota set",
            {"class_name": ARGUMENT},
            fixed="--class",
            when=When(any_of=tuple(each for each in QUOTAS if each != "groups")),
            together=(_CLASS_QUOTAS,),
        ),
        differs=(
            *_OF_NO_TYPE[:-1],
            *(
                broken(
                    "openstack sends nothing for a class and a volume type.", each, "volume_type"
                )
                for each in ("volumes", "snapshots", "gigabytes")
            ),
            output("cinder prints the new quotas."),
        ),
    ),
)
