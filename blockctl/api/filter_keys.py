"""Which keys a list can be filtered by: what the service names, and what admins may use besides.

From administrators Cinder takes any column of its table, and for an unknown key it answers with an
empty list (reject_invalid_filters in cinder/api/common.py, is_valid_model_filters in
cinder/db/api.py). tests/unit/test_filter_keys.py holds the columns against the installed Cinder.
"""

from collections.abc import Iterable, Mapping

from blockctl.api.client import Cloud
from blockctl.api.features import resource_filters
from blockctl.errors import BadUsage

# Filters came with 3.31 and their names with 3.33.
_NAMED_SINCE = (3, 33)

COLUMNS: Mapping[str, str] = {
    "volume": "id user_id project_id snapshot_id cluster_name host size availability_zone status "
    "attach_status migration_status scheduled_at launched_at terminated_at display_name "
    "display_description provider_id provider_location volume_type_id source_volid "
    "encryption_key_id consistencygroup_id group_id bootable multiattach replication_status "
    "previous_status service_uuid shared_targets created_at updated_at use_quota",
    "snapshot": "id user_id project_id volume_id cgsnapshot_id group_snapshot_id status progress "
    "volume_size scheduled_at display_name display_description encryption_key_id volume_type_id "
    "provider_id provider_location created_at updated_at use_quota",
    "backup": "id user_id project_id volume_id host availability_zone display_name "
    "display_description container parent_id status fail_reason service size object_count "
    "temp_volume_id temp_snapshot_id num_dependent_backups snapshot_id data_timestamp "
    "restore_volume_id encryption_key_id created_at updated_at",
    "group": "id user_id project_id cluster_name host availability_zone name description status "
    "group_type_id group_snapshot_id source_group_id replication_status created_at updated_at",
    "group_snapshot": "id group_id user_id project_id name description status group_type_id "
    "created_at updated_at",
    "attachment": "id volume_id instance_uuid attached_host mountpoint attach_time detach_time "
    "attach_status attach_mode created_at updated_at",
    "message": "id project_id message_level request_id resource_type resource_uuid event_id "
    "detail_id action_id expires_at created_at updated_at",
    "volume_type": "id name description qos_specs_id is_public created_at updated_at",
}
# What the API makes a filter of, though it is no column of that name.
BESIDES: Mapping[str, str] = {
    "volume": "name description metadata glance_metadata consumes_quota",
    "snapshot": "name description metadata consumes_quota",
    "backup": "name description metadata",
    "attachment": "instance_id",
}


def require_known(cloud: Cloud, kind: str, keys: Iterable[str]) -> None:
    """Raise BadUsage for a key that the service's list of ``kind`` is not filtered by.

    ``kind`` is the service's word, such as ``group_snapshot``. Nothing is refused where the
    service does not name its filters (before 3.33, and of some kinds).
    """
    wanted = {key.removesuffix("~") for key in keys}
    if not wanted or cloud.microversion < _NAMED_SINCE:
        return
    named = {
        key.removesuffix("~")
        for each in resource_filters(cloud, kind)
        if each.get("resource") == kind
        for key in each.get("filters") or ()
    }
    taken = {"all_tenants", *named, *COLUMNS.get(kind, "").split(), *BESIDES.get(kind, "").split()}
    if named and (unknown := sorted(wanted - taken)):
        raise BadUsage(
            f"The service filters no list of {kind.replace('_', ' ')}s by '{unknown[0]}', "
            f"but by: {', '.join(sorted(named))}.",
        )
