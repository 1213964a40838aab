"""Properties, which cinder calls metadata, of volumes, of their images and of snapshots."""

from blockctl.migration.differences import names, output, requests
from blockctl.migration.kinds import Keys, Pairs
from blockctl.migration.row import Step, When, row
from blockctl.migration.rows.shared import ARGUMENT, NOTHING, PROPERTY_CELL

REPLACED = requests(
    "cinder replaces all properties in one request; openstack removes the old ones, then sets "
    "these.",
)


def set_or_unset(words: str, dest: str, name: str = "--property") -> tuple[Step, Step]:
    """``VERB THING set|unset KEY=VALUE ...`` as the two commands that it is."""
    return (
        Step(
            f"{words} set",
            {"action": NOTHING, "metadata": Pairs(name), dest: ARGUMENT},
            when=When(equals={"action": "set"}),
        ),
        Step(
            f"{words} unset",
            {"action": NOTHING, "metadata": Keys(name), dest: ARGUMENT},
            when=When(equals={"action": "unset"}),
        ),
    )


def _replace(words: str, dest: str) -> Step:
    return Step(
        f"{words} set", {"metadata": Pairs("--property", first="--no-property"), dest: ARGUMENT}
    )


def _show(words: str, dest: str, field: str = "properties") -> Step:
    return Step(f"{words} show", {dest: ARGUMENT}, fixed=f"-c {field}")


ROWS = (
    row(
        "metadata",
        *set_or_unset("volume", "volume"),
        differs=(
            names("volume"),
            requests("To unset, cinder sends back what is left; openstack removes each key."),
        ),
    ),
    row(
        "metadata-show",
        _show("volume", "volume"),
        differs=(names("volume"), PROPERTY_CELL),
    ),
    row(
        "metadata-update-all",
        _replace("volume", "volume"),
        differs=(names("volume"), REPLACED, output("cinder prints the properties.")),
    ),
    row(
        "image-metadata",
        *set_or_unset("volume", "volume", "--image-property"),
        differs=(names("volume"),),
    ),
    row(
        "image-metadata-show",
        _show("volume", "volume", "volume_image_metadata"),
        differs=(
            names("volume"),
            requests(
                "cinder asks for these properties alone, openstack and blockctl for the volume, "
                "which has them.",
            ),
            PROPERTY_CELL,
            output(
                "openstack fails where the volume has none of the image's properties.", "openstack"
            ),
        ),
    ),
    row(
        "snapshot-metadata",
        *set_or_unset("volume snapshot", "snapshot"),
        differs=(names("snapshot"), output("cinder prints the properties.")),
    ),
    row(
        "snapshot-metadata-show",
        _show("volume snapshot", "snapshot"),
        differs=(names("snapshot"), PROPERTY_CELL),
    ),
    row(
        "snapshot-metadata-update-all",
        _replace("volume snapshot", "snapshot"),
        differs=(names("snapshot"), REPLACED, output("cinder prints the properties.")),
    ),
)
