"""Causes for volumes whose data are read for a backup or an image, or written from one."""

from blockctl.diagnosis import working
from blockctl.diagnosis.rule import Rule, both

_HALF = "its data are half of the old and half of the new, and only a new restore makes them whole."

RULES = (
    Rule(
        "backing-up-left",
        ("backing-up",),
        both(working.nothing_at_work, working.is_overdue),
        "{Volume} has been 'backing-up' for {age}, but no backup is being made of it.",
        "very likely",
        "blockctl volume set --state {settled} {id}",
        "none: a backup only reads",
        "cinder/backup/manager.py _cleanup_one_volume",
        deed="settle",
    ),
    Rule(
        "backing-up-long",
        ("backing-up",),
        working.is_overdue,
        "{Volume} has been in backup for {age} (backup {backup}), and {its_backup_service}.",
        "likely",
        "blockctl volume backup show {one_backup}   (now and again, while it may go on; to end it,"
        " restart cinder-backup on its host)",
        "with a restart the backup is lost; the volume is whole",
        "cinder/backup/manager.py _cleanup_incomplete_backup_operations",
        refused="a large backup takes long, and whether it goes on cannot be seen from here.",
    ),
    Rule(
        "restoring-left",
        ("restoring-backup",),
        working.is_overdue,
        "{Volume} has been in restore for {age}, and {its_backup_service}.",
        "likely",
        "blockctl volume backup show {one_backup}   (now and again, while it may go on; to end it,"
        " restart cinder-backup on its host, and restore into a new volume: blockctl volume backup"
        " restore {one_backup} --name NEW)",
        "what is in it now is not whole",
        "cinder/backup/manager.py _cleanup_one_volume",
        refused=_HALF,
    ),
    Rule(
        "error-restoring",
        ("error_restoring",),
        lambda seen: True,
        "{Volume} was being restored from a backup, and that failed half way.{message}",
        "certain",
        "blockctl volume backup restore BACKUP --name NEW   (into a new volume)",
        "none: this volume stays as it is, and can be deleted later",
        "cinder/backup/manager.py _cleanup_one_volume",
        refused=_HALF,
    ),
    Rule(
        "uploading-cut-short",
        ("uploading",),
        working.is_overdue,
        "{Volume} has been 'uploading' for {age} and {its_service}: the image of it was cut short.",
        "likely",
        "blockctl volume set --state {settled} {id}",
        "none to the volume, which is only read; its image stays unfinished: delete it in Glance",
        "cinder/volume/manager.py copy_volume_to_image (has no row in workers to clean up by)",
        deed="settle",
    ),
    Rule(
        "downloading-cut-short",
        ("downloading",),
        working.is_overdue,
        "{Volume} has been written from an image for {age} and {its_service}: that was cut short.",
        "likely",
        "blockctl volume set --state error {id} && blockctl volume reimage --wait {id} IMAGE &&"
        " blockctl volume set --state available {id}",
        "what is in it now is not whole; a new image overwrites all of it",
        "cinder/volume/manager.py reimage",
        refused="its data are half of the old and half of the image; only its owner knows which.",
    ),
    Rule(
        "reverting-cut-short",
        ("reverting",),
        working.is_overdue,
        "{Volume} has been 'reverting' to a snapshot for {age} and {its_service}: that was cut"
        " short.",
        "likely",
        "blockctl volume snapshot set --state available {reverting} && blockctl volume set --state"
        " available {id} && blockctl volume revert --wait {reverting}",
        "what is in it now may be half of the old and half of the snapshot; reverting it anew"
        " overwrites all of it",
        "cinder/volume/manager.py revert_to_snapshot",
        refused="its data may not be whole, and a status must not say that they are.",
    ),
)
