"""The Cinder configuration of the standalone service, as data."""

from collections.abc import Mapping
from pathlib import Path

from blockctl.standalone.folder import Folder
from blockctl.standalone.volume_groups import HELPERS, PREFIX, Group

# Cinder wants a hexadecimal project id in its URLs.
PROJECT = "00000000000000000000000000000001"
# Stored with every volume: it must not change when the machine is renamed.
HOST = "standalone"

Sections = Mapping[str, Mapping[str, str]]


def sections(folder: Folder, backends: Sections, api_files: Path, volume_key: str) -> Sections:
    """All settings, section by section.

    ``backends`` are theirs, by name; ``api_files`` is the folder of the installed Cinder that
    holds api-paste.ini, ``volume_key`` the hexadecimal key of encrypted volume types.
    """
    database = f"sqlite:///{folder.database}?timeout=60"
    return {
        "DEFAULT": {
            "state_path": str(folder.root),
            "host": HOST,
            "my_ip": "127.0.0.1",
            "auth_strategy": "noauth",
            "transport_url": "fake://",
            "enabled_backends": ",".join(backends),
            "default_volume_type": "__DEFAULT__",
            "storage_availability_zone": "nova",
            "api_paste_config": str(api_files / "api-paste.ini"),
            "resource_query_filters_file": str(api_files / "resource_filters.json"),
            # A second attempt would only hide the reason of the first failure.
            "scheduler_max_attempts": "1",
            "scheduler_driver_init_wait_time": "1",
            # Not by capacity: files are sparse, and only the driver can say that the disk is full.
            "scheduler_default_filters": "AvailabilityZoneFilter,CapabilitiesFilter",
            "periodic_fuzzy_delay": "5",
            "image_conversion_dir": str(folder.conversion),
            "enable_force_upload": "true",
            "volume_clear": "none",
            **_BACKUP,
            "backup_posix_path": str(folder.backups),
            **_LOG,
            "log_file": str(folder.log),
            **_NO_QUOTA,
        },
        **{name: {**section, "volume_backend_name": name} for name, section in backends.items()},
        # The reader has an engine of its own, on the same file: see overrides.begin_immediate.
        "database": {"connection": database, "slave_connection": database},
        "coordination": {"backend_url": f"file://{folder.locks}"},
        "oslo_concurrency": {"lock_path": str(folder.locks)},
        "oslo_messaging_notifications": {"driver": "noop"},
        # A policy file of another Cinder on this machine is not meant for this one.
        "oslo_policy": {"policy_file": str(folder.root / "policy.yaml")},
        "key_manager": {
            "backend": "cinder.keymgr.conf_key_mgr.ConfKeyManager",
            "fixed_key": volume_key,
        },
    }


def of_folder(place: Path, expose: str) -> Mapping[str, str]:
    """The section of a backend with its volumes in a folder. ``expose`` is what an attachment is
    given: ``loop`` for a loop device or ``file`` for the path of the raw file.
    """
    return {
        "volume_driver": "blockctl.standalone.driver.FileDriver",
        "blockctl_volume_folder": str(place),
        "blockctl_expose": expose,
    }


def of_group(group: Group) -> Mapping[str, str]:
    """The section of a backend with its volumes in a volume group."""
    return {
        "volume_driver": "blockctl.standalone.group_driver.GroupDriver",
        "volume_group": group.name,
        "target_helper": HELPERS[group.protocol],
        "target_prefix": PREFIX[group.protocol],
        "target_ip_address": "127.0.0.1",
        **_PROTOCOLS[group.protocol],
        # What was in a volume must not be in the next one, which is taken for blank.
        "volume_clear": "zero",
        # Another Cinder's is not meant for this one.
        "lvm_conf_file": "none",
    }


def text_of(configuration: Sections) -> str:
    """The configuration as oslo.config reads it; folder.prepare refuses what it cannot hold."""
    lines = ["# Written by every `blockctl standalone up`: changes made here are lost."]
    for section, options in configuration.items():
        lines += ["", f"[{section}]"]
        lines += [f"{name} = {value}" for name, value in options.items()]
    return "\n".join(lines) + "\n"


_PROTOCOLS = {
    "iscsi": {"target_protocol": "iscsi", "target_port": "3260"},
    "nvme": {
        "target_protocol": "nvmet_tcp",
        "target_port": "4420",
        # With the volume's UUID, by which the device is known.
        "nvmeof_conn_info_version": "2",
    },
}
_BACKUP = {
    "backup_driver": "cinder.backup.drivers.posix.PosixBackupDriver",
    "backup_compression_algorithm": "zstd",
    "backup_sha_block_size_bytes": "1048576",
    "backup_file_size": "1073741824",
}
_LOG = {
    "use_stderr": "false",
    "log_rotation_type": "size",
    "max_logfile_size_mb": "20",
    "max_logfile_count": "3",
}
# One user with one disk: its free space is the limit.
_NO_QUOTA = {
    f"quota_{name}": "-1"
    for name in (
        "volumes",
        "snapshots",
        "gigabytes",
        "backups",
        "backup_gigabytes",
        "groups",
        "consistencygroups",
    )
}
