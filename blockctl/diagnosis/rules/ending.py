"""Causes for volumes that were to be deleted."""

from blockctl.diagnosis import holding, working
from blockctl.diagnosis.rule import Rule, both

_DELETE = "cinder/volume/manager.py delete_volume"
_AGAIN = "blockctl volume delete --force {id}"

RULES = (
    Rule(
        "deleting-attached",
        ("deleting", "error_deleting"),
        holding.has_some,
        "{Volume} is '{status}', but attachment {attachment}{at} is there.",
        "certain",
        "blockctl volume set --state in-use {id}   (then detach it, and delete it again)",
        "none, as long as nothing more is deleted",
        "cinder/volume/manager.py delete_volume (VolumeAttached)",
        refused="somebody may use the data that are to be deleted.",
    ),
    Rule(
        "deleting-with-snapshots",
        ("deleting", "error_deleting"),
        both(working.has_snapshots, lambda seen: seen.status != "deleting" or seen.is_overdue),
        "{Volume} could not be deleted, for it has snapshots: {snapshots}.{message}",
        "very likely",
        "blockctl volume delete --force --cascade {id}",
        "the snapshots are deleted with it",
        "cinder/volume/api.py delete (cascade)",
        refused="whether the snapshots shall go too only their owner knows.",
    ),
    Rule(
        "deleting-cut-short",
        ("deleting",),
        working.is_overdue,
        "{Volume} has been 'deleting' for {age} and {its_service}: the deletion was cut short or"
        " its"
        " request lost.",
        "likely",
        _AGAIN,
        "none but what was asked for: it is deleted",
        _DELETE,
        deed="delete-again",
    ),
    Rule(
        "error-deleting",
        ("error_deleting",),
        lambda seen: True,
        "{Volume} could not be deleted by its backend.{message}",
        "certain",
        _AGAIN,
        "none but what was asked for: it is deleted, once the backend can",
        _DELETE,
        deed="delete-again",
    ),
    Rule(
        "snapshot-not-deleted",
        ("available", "in-use"),
        lambda seen: working.stuck_snapshot(seen) is not None,
        "Snapshot {snapshot} of {Volume} could not be deleted by its backend.",
        "certain",
        "blockctl volume snapshot delete --force {snapshot}",
        "none but what was asked for: the snapshot is deleted, once the backend can",
        "cinder/volume/manager.py delete_snapshot",
        deed="delete-snapshot",
    ),
)
