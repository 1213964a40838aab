"""The Cinder volume driver that keeps each volume as a sparse raw file and exports a loop device.

Named in the configuration as ``blockctl.standalone.driver.FileDriver``. Groups need nothing
here: for what a driver does not implement Cinder has generic code.
"""

import shutil
from pathlib import Path
from typing import Any

from cinder import exception, interface
from cinder.image import image_utils
from cinder.volume import configuration, driver, volume_utils
from oslo_config import cfg
from oslo_log import log

from blockctl import loops
from blockctl.standalone import files
from blockctl.standalone.adoption import Adoption, gib
from blockctl.standalone.exports import Exports, told
from blockctl.standalone.moves import Moves
from blockctl.standalone.recovery import Recovery

LOG = log.getLogger(__name__)

OPTIONS = [
    cfg.StrOpt(
        "blockctl_volume_folder",
        default="$state_path/volumes",
        help="The folder that holds the raw files of this backend.",
    ),
    cfg.StrOpt(
        "blockctl_expose",
        default="loop",
        choices=["loop", "file"],
        help="What an attachment is given: a loop device (needs root) or the raw file's path.",
    ),
]
cfg.CONF.register_opts(OPTIONS, group=configuration.SHARED_CONF_GROUP)


@interface.volumedriver
class FileDriver(Adoption, Exports, Moves, Recovery, driver.VolumeDriver):  # type: ignore[misc]
    """Volumes in plain files; the methods are those of Cinder's driver interface."""

    VERSION = "1.0"
    CI_WIKI_NAME = "none"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.configuration.append_config_values(OPTIONS)

    @staticmethod
    def get_driver_options() -> list[Any]:
        return OPTIONS

    # Setting up

    def do_setup(self, context: Any) -> None:
        self.folder = Path(self.configuration.blockctl_volume_folder).resolve()
        self.snapshot_folder = self.folder / "snapshots"
        self.snapshot_folder.mkdir(mode=0o700, exist_ok=True)
        self.with_loops = self.configuration.blockctl_expose == "loop"

    def _update_volume_stats(self) -> None:
        usage = shutil.disk_usage(self.folder)
        sizes = [size for _path, size in files.regular(self.folder)]
        copies = [size for _path, size in files.regular(self.snapshot_folder)]
        name = self.configuration.safe_get("volume_backend_name")
        pool = {
            "pool_name": name,
            "total_capacity_gb": round(usage.total / files.GIB, 2),
            "free_capacity_gb": round(usage.free / files.GIB, 2),
            "provisioned_capacity_gb": round(sum(sizes + copies) / files.GIB, 2),
            "reserved_percentage": self.configuration.reserved_percentage,
            "max_over_subscription_ratio": self.configuration.max_over_subscription_ratio,
            "location_info": self._location(),
            "thin_provisioning_support": True,
            "thick_provisioning_support": False,
            "QoS_support": False,
            "multiattach": True,
            "online_extend_support": True,
            "total_volumes": len(sizes),
            "backend_state": "up",
        }
        self._stats = {
            "volume_backend_name": name,
            "vendor_name": "blockctl",
            "driver_version": self.VERSION,
            "storage_protocol": "local",
            "sparse_copy_volume": True,
            "shared_targets": False,
            "pools": [pool],
        }

    # Files

    def local_path(self, volume: Any) -> str:
        return str(self._path(volume))

    def real_size(self, volume: Any) -> int:
        """The GiB that the volume's file really has."""
        return gib(self._path(volume).stat().st_size)

    def _path(self, volume: Any) -> Path:
        return self.folder / str(volume["name"])

    def _snapshot_path(self, snapshot: Any) -> Path:
        return self.snapshot_folder / str(snapshot["name"])

    def _copy(self, source: Path, target: Path, size_gib: int = 0) -> None:
        with told():
            self._flush(source)
            files.copy(source, target, size_gib * files.GIB)

    def _flush(self, path: Path) -> None:
        if self.with_loops:
            loops.flush_file(path)

    def _refuse_if_held(self, path: Path, name: str) -> None:
        if self.with_loops:
            with told():
                held = loops.detach_unused(path)
            if held:
                LOG.error("%s is in use through %s", name, held)
                raise exception.VolumeIsBusy(
                    message=f"Volume {name} is in use on this host through {held}."
                )

    def create_volume(self, volume: Any) -> None:
        with told():
            files.create(self._path(volume), volume["size"] * files.GIB)

    def delete_volume(self, volume: Any) -> None:
        self._refuse_if_held(self._path(volume), volume["name"])
        with told():
            files.remove(self._path(volume))

    def create_snapshot(self, snapshot: Any) -> None:
        self._copy(self.folder / snapshot["volume_name"], self._snapshot_path(snapshot))

    def delete_snapshot(self, snapshot: Any) -> None:
        self._refuse_if_held(self._snapshot_path(snapshot), snapshot["name"])
        with told():
            files.remove(self._snapshot_path(snapshot))

    def create_volume_from_snapshot(self, volume: Any, snapshot: Any) -> None:
        self._copy(self._snapshot_path(snapshot), self._path(volume), volume["size"])

    def create_cloned_volume(self, volume: Any, src_vref: Any) -> None:
        self._copy(self._path(src_vref), self._path(volume), volume["size"])

    def snapshot_revert_use_temp_snapshot(self) -> bool:
        return False  # a revert replaces the file in one step, so there is nothing to go back to

    def revert_to_snapshot(self, context: Any, volume: Any, snapshot: Any) -> None:
        # The file is replaced: a device that is held would stay on the old one.
        self._refuse_if_held(self._path(volume), volume["name"])
        self._copy(self._snapshot_path(snapshot), self._path(volume), volume["size"])

    def extend_volume(self, volume: Any, new_size: int) -> None:
        with told():
            files.grow(self._path(volume), new_size * files.GIB)
            if self.with_loops:
                loops.resize(self._path(volume))

    # Images

    def copy_image_to_volume(
        self,
        context: Any,
        volume: Any,
        image_service: Any,
        image_id: str,
        disable_sparse: bool = False,
    ) -> None:
        image_utils.fetch_to_raw(
            context,
            image_service,
            image_id,
            self.local_path(volume),
            self.configuration.volume_dd_blocksize,
            size=volume["size"],
            disable_sparse=disable_sparse,
        )
        with told():
            files.grow(self._path(volume), volume["size"] * files.GIB)

    def copy_volume_to_image(
        self, context: Any, volume: Any, image_service: Any, image_meta: Any
    ) -> None:
        with told():
            self._flush(self._path(volume))
        volume_utils.upload_volume(
            context, image_service, image_meta, self.local_path(volume), volume
        )
