"""A Ceph cluster of one monitor and one OSD, with two pools of images."""

import json
from pathlib import Path
from typing import Any

from tests.lab.inside.network import IPV4
from tests.lab.inside.shell import run

POOL = "volumes"
# Where others keep theirs.
OTHER_POOL = "images"
USER = "cinder"
_CLUSTER_ID = "11111111-2222-3333-4444-666666666666"
_OSD_ID = "22222222-2222-3333-4444-777777777777"
_MONITOR = Path("/var/lib/ceph/mon/ceph-lab")
_OSD = Path("/var/lib/ceph/osd/ceph-0")
_CONFIGURATION = Path("/etc/ceph/ceph.conf")
_PORTS = {"v2": 3300, "v1": 6789}
# Nothing is kept twice, and what a busy emulated machine answers late is not taken for dead. The
# kernel's client knows only the first of the features of images.
_SETTINGS = f"""\
[global]
fsid = {_CLUSTER_ID}
mon_initial_members = lab
mon_host = {{monitor}}
public_network = 192.168.51.0/24
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
rbd_default_features = 1
mon_allow_pool_size_one = true
mon_data_avail_crit = 0
mon_lease = 60
osd_heartbeat_grace = 600
bluestore_block_size = {1024**3}
bluestore_block_wal_create = false
bluestore_cache_autotune = false
bluestore_cache_size = {64 * 1024**2}
osd_op_num_shards = 1
"""
_CAPS = {
    "mon.": {"mon": "allow *"},
    "client.admin": {"mon": "allow *", "osd": "allow *", "mgr": "allow *"},
    f"client.{USER}": {"mon": "profile rbd", "osd": "profile rbd"},
}


def start() -> None:
    """Make the cluster, with nothing in it, and have it run."""
    for folder in (_MONITOR, _OSD, Path("/run/ceph")):
        folder.mkdir(parents=True, exist_ok=True)
    monitor = ",".join(f"{protocol}:{IPV4[0]}:{port}" for protocol, port in _PORTS.items())
    _CONFIGURATION.write_text(_SETTINGS.format(monitor=f"[{monitor}]"))
    _start_monitor(f"[{monitor}]")
    _start_osd()
    for pool in (POOL, OTHER_POOL):
        run("ceph", "osd", "pool", "create", pool)


def create(name: str, mib: int, pool: str = POOL) -> dict[str, Any]:
    """Make an image; return the connection as Cinder gives it, for which the user's keyring is on
    this host (OSSN-0085).
    """
    run("rbd", "create", f"{pool}/{name}", "--size", f"{mib}M")
    data = {
        "name": f"{pool}/{name}",
        "hosts": [IPV4[0]],
        "ports": [str(_PORTS["v1"])],
        "cluster_name": "ceph",
        "auth_enabled": True,
        "auth_username": USER,
        "secret_type": "ceph",
        "secret_uuid": None,
        "discard": True,
        "access_mode": "rw",
        "encrypted": False,
        "qos_specs": None,
    }
    return {"driver_volume_type": "rbd", "data": data}


def grow(name: str, mib: int) -> None:
    """Make an image larger; whoever has it mapped is told."""
    run("rbd", "resize", "--no-progress", f"{POOL}/{name}", "--size", f"{mib}M")


def _start_monitor(address: str) -> None:
    keys, monmap = Path("/run/ceph/keys"), "/run/ceph/monmap"
    for name, caps in _CAPS.items():
        own = keys if name == "mon." else _keyring(name)
        words = [word for part in caps.items() for word in ("--cap", *part)]
        run("ceph-authtool", "--create-keyring", str(own), "--gen-key", "--name", name, *words)
        if own != keys:
            run("ceph-authtool", str(keys), "--import-keyring", str(own))
    run("monmaptool", "--create", "--fsid", _CLUSTER_ID, "--addv", "lab", address, monmap)
    run("ceph-mon", "--mkfs", "--id", "lab", "--monmap", monmap, "--keyring", str(keys))
    run("ceph-mon", "--id", "lab")


def _start_osd() -> None:
    key = run("ceph-authtool", "--gen-print-key")
    secrets = Path("/run/ceph/osd.json")
    secrets.write_text(json.dumps({"cephx_secret": key}))
    run("ceph", "osd", "new", _OSD_ID, "--in-file", str(secrets))
    keyring = str(_OSD / "keyring")
    run("ceph-authtool", "--create-keyring", keyring, "--name", "osd.0", "--add-key", key)
    run("ceph-osd", "--id", "0", "--mkfs", "--osd-uuid", _OSD_ID)
    run("ceph-osd", "--id", "0")


def _keyring(name: str) -> Path:
    return Path(f"/etc/ceph/ceph.{name}.keyring")
