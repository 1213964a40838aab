"""The standalone service's driver, held in the middle of an operation where a test wants it."""

from typing import Any

from blockctl.standalone.driver import FileDriver
from tests.api.rig.gates import held

OPERATIONS = (
    "create_volume", "create_snapshot", "delete_snapshot", "delete_volume", "extend_volume",
    "migrate_volume", "retype", "revert_to_snapshot", "manage_existing", "unmanage",
    "copy_image_to_volume", "copy_volume_to_image", "initialize_connection",
)  # fmt: skip


def _folder(driver: Any, *_: Any) -> Any:
    return driver.folder


HeldDriver = type(
    "HeldDriver",
    (FileDriver,),
    {
        **{name: held(getattr(FileDriver, name), name, _folder) for name in OPERATIONS},
        "SUPPORTS_ACTIVE_ACTIVE": True,
        # As a driver whose volumes are reached over a network: other hosts attach as well.
        "validate_connector": lambda self, connector: None,
    },
)
