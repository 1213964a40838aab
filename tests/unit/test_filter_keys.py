"""The filters that admins may use are those of the installed Cinder."""

import pytest

from blockctl.api.filter_keys import COLUMNS

MODELS = {
    "volume": "Volume",
    "snapshot": "Snapshot",
    "backup": "Backup",
    "group": "Group",
    "group_snapshot": "GroupSnapshot",
    "attachment": "VolumeAttachment",
    "message": "Message",
    "volume_type": "VolumeType",
}
# What nobody filters by: secrets, what an answer never shows, and lists of their own.
LEFT_OUT = {
    "_name_id", "connection_info", "connector", "deleted", "deleted_at", "ec2_id", "provider_auth",
    "provider_geometry", "replication_driver_data", "replication_extended_status",
    "service_metadata",
}  # fmt: skip


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_columns_are_cinders(kind: str) -> None:
    models = pytest.importorskip("cinder.db.models")
    columns = {column.key for column in getattr(models, MODELS[kind]).__table__.columns}
    assert set(COLUMNS[kind].split()) == columns - LEFT_OUT
