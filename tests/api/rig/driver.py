"""The standalone service's driver, held in the middle of an operation where a test wants it.

While the file ``hold-OPERATION`` is in the folder, the operation stops there, and says so by
``at-OPERATION``. So what a test kills is really in the middle of its work.
"""

import time
from typing import Any

from blockctl.standalone.driver import FileDriver


def _held(operation: str) -> Any:
    whole = getattr(FileDriver, operation)

    def held(self: Any, *args: Any, **options: Any) -> Any:
        gate = self.folder / f"hold-{operation}"
        if gate.exists():
            (self.folder / f"at-{operation}").touch()
            while gate.exists():
                time.sleep(0.05)
        return whole(self, *args, **options)

    return held


OPERATIONS = (
    "create_volume", "create_snapshot", "delete_snapshot", "delete_volume", "extend_volume",
    "migrate_volume", "retype", "revert_to_snapshot", "manage_existing", "unmanage",
    "copy_image_to_volume", "copy_volume_to_image", "initialize_connection",
)  # fmt: skip
HeldDriver = type(
    "HeldDriver",
    (FileDriver,),
    {
        **{name: _held(name) for name in OPERATIONS},
        # As a driver whose volumes are reached over a network: other hosts attach as well.
        "validate_connector": lambda self, connector: None,
    },
)
