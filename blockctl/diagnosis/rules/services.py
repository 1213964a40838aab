"""Causes that lie in a service which is down: only starting it mends them."""

from blockctl.diagnosis import working
from blockctl.diagnosis.rule import Rule, both

_ELSEWHERE = "blockctl cannot start a service; once it is up again, diagnose anew."
# What Cinder's services end by themselves when they start.
_CLEANED = "cinder/volume/manager.py _do_cleanup, cinder/backup/manager.py _cleanup_one_backup"

RULES = (
    Rule(
        "backup-service-down",
        ("backing-up", "restoring-backup"),
        working.backup_services_are_down,
        "{Volume} is '{status}' and the backup service that does it is down: {backup_services}.",
        "certain",
        "systemctl start cinder-backup   (on its host)",
        "at its start it gives a volume that was backed up its former status, and sets one that"
        " was restored to error_restoring, for its data is half written",
        _CLEANED,
        refused=_ELSEWHERE,
    ),
    Rule(
        "cluster-member-down",
        ("creating", "deleting"),
        working.member_is_down,
        "{Volume} is '{status}', and a volume service of its cluster {cluster} that may have it in"
        " hand is down, while another one is up.",
        "very likely",
        "blockctl block storage cleanup --cluster {cluster} --binary cinder-volume --resource-type"
        " Volume --resource-id {id}",
        "none to data: what was being created becomes 'error', what was being deleted is deleted;"
        " what a service that is up has in hand is left alone",
        "cinder/scheduler/manager.py work_cleanup, cinder/manager.py do_cleanup",
        deed="clean-up",
    ),
    Rule(
        "volume-service-down",
        ("creating", "deleting", "detaching", "downloading", "uploading", "extending", "retyping",
         "maintenance", "managing", "unmanaging", "reverting", "attaching"),
        working.service_is_down,
        "{Volume} is '{status}' and the volume service of {host}, which has it in hand, is down"
        " (last report {service_age} ago).",
        "certain",
        "systemctl start cinder-volume   (on {machine})",
        "at its start it sets what it was creating to error and goes on with what it was deleting;"
        " other statuses stay, so diagnose again then",
        _CLEANED,
        refused=_ELSEWHERE,
    ),
    Rule(
        "scheduler-down",
        ("creating",),
        both(working.is_unplaced, working.schedulers_are_down),
        "{Volume} was never given to a backend, for no scheduler is up.",
        "certain",
        "systemctl start cinder-scheduler   (on its host)",
        "none: the request waits in the message queue",
        "cinder/scheduler/manager.py create_volume",
        refused=_ELSEWHERE,
    ),
)  # fmt: skip
