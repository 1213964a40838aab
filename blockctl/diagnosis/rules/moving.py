"""Causes for volumes that are moved, retyped, extended or offered."""

from blockctl.diagnosis import holding, working
from blockctl.diagnosis.rule import Rule, both

_COMPLETION = "cinder/volume/manager.py migrate_volume_completion"
_AFTERWARDS = "blockctl volume set --state {settled} {id}"

RULES = (
    Rule(
        "migration-cut-short",
        (),
        both(working.is_moving, working.has_target, working.is_overdue),
        "{Volume} has been on its move for {age} (migration status '{migration}') into {target},"
        " and"
        " {its_service}: the move was cut short.",
        "likely",
        "blockctl volume repair {id}   (the API's os-migrate_volume_completion with an error, which"
        " cancels the move)",
        "a copy that still runs is lost and can be begun anew; the volume itself is whole",
        _COMPLETION,
        deed="cancel-migration",
    ),
    Rule(
        "migration-without-target",
        (),
        both(working.is_moving, working.is_overdue),
        "{Volume} counts as being moved for {age} (migration status '{migration}'), but there is"
        " no volume that it is moved into: the request was lost.",
        "very likely",
        "blockctl volume set --state {settled} --clear-migration-status {id}",
        "none: nothing is copied anywhere",
        "cinder/volume/api.py migrate_volume",
        deed="settle",
    ),
    Rule(
        "retyping-cut-short",
        ("retyping", "maintenance"),
        working.is_overdue,
        "{Volume} has been '{status}' for {age}, is not moved, and {its_service}: the operation was"
        " lost.",
        "likely",
        _AFTERWARDS,
        "the backend may have changed part of what its new type asks for: run the retype again"
        "{quota}",
        "cinder/volume/manager.py retype",
        deed="settle",
    ),
    Rule(
        "extending-cut-short",
        ("extending",),
        working.is_overdue,
        "{Volume} has been 'extending' for {age} and {its_service}: the extension was cut short.",
        "likely",
        _AFTERWARDS,
        "none to the data; it may be larger on the backend than its record says: extend it again"
        "{quota}",
        "cinder/volume/manager.py extend_volume",
        deed="settle",
    ),
    Rule(
        "error-extending",
        ("error_extending",),
        lambda seen: True,
        "{Volume} could not be extended.{message} It has its old size and data.",
        "certain",
        _AFTERWARDS,
        "none to the data; mend the reason before it is extended again",
        "cinder/volume/manager.py extend_volume",
        deed="settle",
    ),
    Rule(
        "transfer-open",
        ("awaiting-transfer",),
        both(lambda seen: working.transfer(seen) is not None, working.is_overdue),
        "{Volume} is offered to another project since {age} (transfer {transfer}), and nobody has"
        " accepted it.",
        "certain",
        "blockctl volume transfer request delete {transfer}",
        "its key can no longer be used; the volume stays with its project",
        "cinder/transfer/api.py delete",
        deed="delete-transfer",
    ),
    Rule(
        "transfer-lost",
        ("awaiting-transfer",),
        working.no_transfer,
        "{Volume} is 'awaiting-transfer', but it is offered to nobody.",
        "certain",
        "blockctl volume set --state available {id}",
        "none: nobody can accept it",
        "cinder/transfer/api.py create",
        deed="set-available",
        proved="the status is overwritten, for Cinder ends an offer and the status in one"
        " transaction",
    ),
    Rule(
        "unmanaging-cut-short",
        ("unmanaging",),
        both(holding.has_none, working.is_overdue),
        "{Volume} has been 'unmanaging' for {age} and {its_service}: the request was lost.",
        "likely",
        "blockctl volume set --state available {id} && blockctl volume delete --remote {id}",
        "none to the data, which stay on the backend",
        "cinder/volume/manager.py delete_volume (unmanage_only)",
        refused="whether it shall still be let go only its owner knows.",
    ),
)
