"""Cinder's own LVM driver, with the kernel's targets on loopback.

Named in the configuration as ``blockctl.standalone.group_driver.GroupDriver``.
"""

from typing import Any

from cinder import exception, interface, utils
from cinder.volume.drivers import lvm
from oslo_concurrency import processutils

from blockctl.standalone.volume_groups import MODULES

_HERE = "blockctl.standalone.kernel_targets"
_TARGETS = {"lioadm": f"{_HERE}.IscsiTarget", "nvmet": f"{_HERE}.NvmeTarget"}


@interface.volumedriver
class GroupDriver(lvm.LVMVolumeDriver):  # type: ignore[misc]
    """Volumes in a volume group of this host."""

    CI_WIKI_NAME = "none"

    @property
    def target_mapping(self) -> dict[str, str]:
        """The classes of the helpers that the configuration names."""
        return _TARGETS

    @target_mapping.setter
    def target_mapping(self, of_cinder: dict[str, str]) -> None:
        """Cinder's own are passed over; it sets them for every driver."""

    def do_setup(self, context: Any) -> None:
        super().do_setup(context)
        modules = MODULES[self.configuration.target_helper]
        try:
            utils.execute("modprobe", "--all", *modules, run_as_root=True)
        except (OSError, processutils.ProcessExecutionError) as failure:
            raise exception.VolumeBackendAPIException(
                data=f"The kernel's modules {', '.join(modules)} cannot be loaded: {failure}"
            ) from failure

    def real_size(self, volume: Any) -> int:
        """The GiB that a volume has, whatever is recorded."""
        return int(float(self.vg.get_volume(volume.name)["size"]))
