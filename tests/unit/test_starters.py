"""Every verb that starts something can wait for it: held against the list of the API's requests."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.unit.test_tree import LEAVES, load

ROOT = Path(__file__).parents[2]
BUILD: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "build_api_coverage.py"))

# What goes on after the answer: Cinder's API hands it over by a cast (cinder/*/rpcapi.py).
GOES_ON = {
    "POST /backups", "POST /backups/import_record", "DELETE /backups/{id}",
    "POST /backups/{id}/action os-force_delete", "POST /backups/{id}/action os-reset_status",
    "POST /backups/{id}/restore", "POST /cgsnapshots", "DELETE /cgsnapshots/{id}",
    "POST /consistencygroups", "POST /consistencygroups/create_from_src",
    "PUT /consistencygroups/{id}", "POST /consistencygroups/{id}/delete", "POST /group_snapshots",
    "DELETE /group_snapshots/{id}", "POST /groups", "POST /groups/action create-from-src",
    "PUT /groups/{id}", "POST /groups/{id}/action delete",
    "POST /groups/{id}/action disable_replication", "POST /groups/{id}/action enable_replication",
    "POST /groups/{id}/action failover_replication", "POST /manageable_snapshots",
    "POST /manageable_volumes", "PUT /os-services/failover_host", "PUT /os-services/set-log",
    "POST /os-snapshot-manage", "POST /os-volume-manage", "POST /snapshots",
    "DELETE /snapshots/{id}", "POST /snapshots/{id}/action os-force_delete",
    "POST /snapshots/{id}/action os-unmanage", "POST /volumes", "DELETE /volumes/{id}",
    "POST /volumes/{id}/action os-extend", "POST /volumes/{id}/action os-force_delete",
    "POST /volumes/{id}/action os-migrate_volume", "POST /volumes/{id}/action os-reimage",
    "POST /volumes/{id}/action os-retype", "POST /volumes/{id}/action os-unmanage",
    "POST /volumes/{id}/action os-volume_upload_image", "POST /volumes/{id}/action revert",
    "POST /workers/cleanup",
}  # fmt: skip
# What is done when it is answered: a row of the database, or a call that waits for its result.
AT_ONCE = {
    "POST /attachments", "DELETE /attachments/{id}", "PUT /attachments/{id}",
    "POST /attachments/{id}/action os-complete", "PUT /backups/{id}", "PUT /clusters/disable",
    "PUT /clusters/enable", "DELETE /default-types/{id}", "PUT /default-types/{id}",
    "POST /group_snapshots/{id}/action reset_status", "POST /group_types",
    "POST /group_types/{group_type_id}/group_specs",
    "DELETE /group_types/{group_type_id}/group_specs/{id}", "DELETE /group_types/{id}",
    "PUT /group_types/{id}", "POST /groups/{id}/action list_replication_targets",
    "POST /groups/{id}/action reset_status", "DELETE /messages/{id}",
    "PUT /os-quota-class-sets/{id}", "DELETE /os-quota-sets/{id}", "PUT /os-quota-sets/{id}",
    "PUT /os-services/disable", "PUT /os-services/disable-log-reason", "PUT /os-services/enable",
    "PUT /os-services/freeze", "PUT /os-services/get-log", "PUT /os-services/thaw",
    "POST /os-volume-transfer", "DELETE /os-volume-transfer/{id}",
    "POST /os-volume-transfer/{id}/accept", "POST /qos-specs", "DELETE /qos-specs/{id}",
    "PUT /qos-specs/{id}", "PUT /qos-specs/{id}/delete_keys", "PUT /snapshots/{id}",
    "POST /snapshots/{id}/action os-reset_status", "POST /snapshots/{snapshot_id}/metadata",
    "PUT /snapshots/{snapshot_id}/metadata", "DELETE /snapshots/{snapshot_id}/metadata/{id}",
    "POST /types", "DELETE /types/{id}", "PUT /types/{id}",
    "POST /types/{id}/action addProjectAccess", "POST /types/{id}/action removeProjectAccess",
    "POST /types/{type_id}/encryption", "DELETE /types/{type_id}/encryption/{id}",
    "PUT /types/{type_id}/encryption/{id}", "POST /types/{type_id}/extra_specs",
    "DELETE /types/{type_id}/extra_specs/{id}", "POST /volume-transfers",
    "DELETE /volume-transfers/{id}", "POST /volume-transfers/{id}/accept", "PUT /volumes/{id}",
    "POST /volumes/{id}/action os-force_detach", "POST /volumes/{id}/action os-reset_status",
    "POST /volumes/{id}/action os-set_bootable", "POST /volumes/{id}/action os-set_image_metadata",
    "POST /volumes/{id}/action os-unset_image_metadata",
    "POST /volumes/{id}/action os-update_readonly_flag", "POST /volumes/{volume_id}/metadata",
    "PUT /volumes/{volume_id}/metadata", "DELETE /volumes/{volume_id}/metadata/{id}",
}  # fmt: skip
# Verbs that start nothing although their request can, each with the reason.
CANNOT_WAIT = {
    "block storage cleanup": "No request of the API tells when a service has cleaned up.",
    "consistency group set": "It changes texts, and only changed volumes go on.",
}

# Verbs that wait for what their own request does not start, each with the reason.
WAITS_FOR_MORE = {
    "local attach": "It begins when whatever is done to the volume has ended.",
    "volume repair": "It looks until the cause is gone.",
}


def requests() -> dict[str, set[str]]:
    """What is sent to change something, and the verbs that do."""
    found: dict[str, set[str]] = {}
    for each in BUILD["endpoints"]():
        if each.method != "GET" and each.commands:
            request = f"{each.method} {each.path} {each.action}".strip()
            found.setdefault(request, set()).update(each.commands)
    return found


def test_every_request_that_changes_something_is_classified() -> None:
    assert not GOES_ON & AT_ONCE
    assert requests().keys() == GOES_ON | AT_ONCE


@pytest.mark.parametrize("request_", sorted(GOES_ON))
def test_whatever_starts_something_can_wait_for_it(request_: str) -> None:
    # What is done on this host always waits.
    verbs = {words for words in requests()[request_] if not words.startswith("local ")}
    assert verbs
    for words in verbs - CANNOT_WAIT.keys():
        options = {name for parameter in load(words).params for name in parameter.opts}
        assert {"--wait", "--timeout"} <= options, words


def test_no_other_verb_pretends_to_wait() -> None:
    starters = {words for request in GOES_ON for words in requests()[request]}
    for words in LEAVES:
        options = {name for parameter in load(words).params for name in parameter.opts}
        waits = words in starters - CANNOT_WAIT.keys() | WAITS_FOR_MORE.keys()
        assert ("--wait" in options) <= waits, words
