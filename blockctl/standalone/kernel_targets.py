"""Targets of this host's kernel for volumes of the LVM driver, made in this process.

Cinder's own for LIO starts a program for each deed and tells it the CHAP secret among its
arguments, which every user of the host can read; its own for NVMe imports a package that neither
Debian nor PyPI has. Neither makes a target again that a reboot has taken.
"""

import threading
from collections.abc import Callable
from typing import Any

import rtslib_fb
from cinder import utils
from cinder.cmd import rtstool
from cinder.volume.targets import iscsi, lio, nvmeof
from oslo_concurrency import processutils

from blockctl.standalone import nvmet
from blockctl.standalone.exports import attachments_of

# The kernel's numbers of listening ports are looked for and taken in two steps.
_one_at_a_time = threading.Lock()


class IscsiTarget(lio.LioAdm):  # type: ignore[misc]
    """LIO, by the functions of the program ``cinder-rtstool``."""

    def _verify_rtstool(self) -> None:
        rtstool.verify_rtslib()

    @staticmethod
    @utils.synchronized("lioadm", external=True)  # type: ignore[untyped-decorator]
    def _execute(_program: str, verb: str, *arguments: Any, **_options: Any) -> tuple[str, str]:
        try:
            return _VERBS[verb](*arguments) or "", ""
        except (rtslib_fb.utils.RTSLibError, rtstool.RtstoolError, OSError) as failure:
            # What Cinder expects of a program; its arguments stay untold.
            raise processutils.ProcessExecutionError(cmd=verb, stderr=str(failure)) from failure

    def _persist_configuration(self, vol_id: str) -> None:
        """Nothing to do: a file with all targets of the host would have others' in it."""

    def ensure_export(self, context: Any, volume: Any, volume_path: str) -> None:
        """Make a target again that is gone; it lets in the hosts that have the volume."""
        iscsi.ISCSITarget.ensure_export(self, context, volume, volume_path)
        for attachment in attachments_of(volume.id):
            self.initialize_connection(volume, attachment.connector)


def _create(device: str, iqn: str, *arguments: Any) -> None:
    """As cinder-rtstool's, but that the disk has the same serial number whenever it is made, and
    that what a kill left half made is not taken for a target.
    """
    _user, _secret, _iser, *options = map(str, arguments)
    if _is_whole(iqn):
        return
    rtstool.delete(iqn)
    serial = iqn[-36:]  # the UUID in the volume's name
    storage = rtslib_fb.BlockStorageObject(iqn, dev=device, wwn=serial)
    target = rtslib_fb.Target(rtslib_fb.FabricModule("iscsi"), iqn, mode="create")
    group = rtslib_fb.TPG(target, 1, mode="create")
    group.set_attribute("authentication", "1")
    rtslib_fb.LUN(group, storage_object=storage)
    group.enable = True
    where = rtstool.parse_optional_create(options)
    for address in where["portals_ips"]:
        rtslib_fb.NetworkPortal(group, address, where["portals_port"], mode="any")


def _is_whole(iqn: str) -> bool:
    """Whether a target has all that ``create`` makes; the portal is its last step."""
    for target in rtslib_fb.RTSRoot().targets:
        if target.wwn == iqn:
            return any(list(group.network_portals) for group in target.tpgs)
    return False


def _names() -> str:
    return "\n".join(target.wwn for target in rtslib_fb.RTSRoot().targets)


def _let_in(iqn: str, user: str, secret: str, initiator: str) -> None:
    rtstool.add_initiator(iqn, initiator, user, secret)


# By cinder-rtstool's verbs.
_VERBS: dict[str, Callable[..., str | None]] = {
    "create": _create,
    "delete": rtstool.delete,
    "get-targets": _names,
    "add-initiator": _let_in,
    "delete-initiator": rtstool.delete_initiator,
}


class NvmeTarget(nvmeof.NVMeOF):  # type: ignore[misc]
    """A subsystem for each volume, which only the hosts that have the volume may connect to."""

    def create_export(self, context: Any, volume: Any, volume_path: str) -> dict[str, str]:
        self._create(volume, volume_path)
        location = self.get_nvmeof_location(
            self._nqn(volume),
            self.target_ips,
            self.target_port,
            self.nvme_transport_type,
            nvmet.NAMESPACE,
        )
        return {"location": location, "auth": ""}

    def ensure_export(self, context: Any, volume: Any, volume_path: str) -> None:
        """Make a target again that is gone; it lets in the hosts that have the volume."""
        self._create(volume, volume_path)
        for attachment in attachments_of(volume.id):
            self.initialize_connection(volume, attachment.connector)

    def delete_nvmeof_target(self, volume: Any) -> None:
        with _one_at_a_time:
            nvmet.remove(self._nqn(volume))

    def initialize_connection(self, volume: Any, connector: Any) -> Any:
        with _one_at_a_time:
            nvmet.let_in(self._nqn(volume), connector["nqn"])
        return super().initialize_connection(volume, connector)

    def terminate_connection(self, volume: Any, connector: Any, **options: Any) -> None:
        with _one_at_a_time:
            if connector and nvmet.exists(self._nqn(volume)):
                nvmet.shut_out(self._nqn(volume), connector["nqn"])

    def extend_target(self, volume: Any) -> None:
        if nvmet.exists(self._nqn(volume)):
            nvmet.resized(self._nqn(volume))

    def _create(self, volume: Any, path: str) -> None:
        with _one_at_a_time:
            nvmet.create(
                self._nqn(volume), path, volume.name_id, self.target_ips[0], self.target_port
            )

    def _nqn(self, volume: Any) -> str:
        return f"{self.nvmet_subsystem_name}{volume.name_id}"

    def _get_nvme_uuid(self, volume: Any) -> str:
        return str(volume.name_id)
