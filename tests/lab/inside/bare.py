"""Attaching by the programs that os-brick itself calls, and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.inside.shell import run, until

_SECONDS = 300


def attach(connection: Mapping[str, Any]) -> str:
    """Attach an iSCSI or NVMe/TCP target of one path, and return its device."""
    data = connection["data"]
    if connection["driver_volume_type"] == "nvmeof":
        run("nvme", "connect", "--nqn", data["nqn"], *_nvme_portal(data))
        return until(lambda: _device("nvme[0-9]n*"), _SECONDS)
    node = _node(data)
    run(*node, "--op", "new")
    if data.get("auth_method"):
        for name in ("authmethod", "username", "password"):
            value = data[f"auth_{name.removeprefix('auth')}"]
            run(*node, "--op", "update", "--name", f"node.session.auth.{name}", "--value", value)
    run(*node, "--login")
    return until(lambda: _device("sd*"), _SECONDS)


def detach(connection: Mapping[str, Any]) -> None:
    """Take it away again, flushed."""
    data = connection["data"]
    nvme = connection["driver_volume_type"] == "nvmeof"
    run("blockdev", "--flushbufs", _device("nvme[0-9]n*" if nvme else "sd*"))
    if nvme:
        run("nvme", "disconnect", "--nqn", data["nqn"])
        return
    run(*_node(data), "--logout")
    run(*_node(data), "--op", "delete")


def _nvme_portal(data: Mapping[str, Any]) -> list[str]:
    address, port = data["target_portal"], str(data["target_port"])
    return ["--transport", "tcp", "--traddr", address, "--trsvcid", port]


def _node(data: Mapping[str, Any]) -> list[str]:
    target, portal = data["target_iqn"], data["target_portal"]
    return ["iscsiadm", "--mode", "node", "--targetname", target, "--portal", portal]


def _device(pattern: str) -> str:
    """The first such disk that udev is done with; nothing while there is none."""
    for found in sorted(Path("/sys/block").glob(pattern)):
        run("udevadm", "settle")
        return f"/dev/{found.name}"
    return ""
