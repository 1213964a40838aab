"""Causes that lie in an attach or a detach that did not come to its end."""

from blockctl.diagnosis import holding, working
from blockctl.diagnosis.rule import Rule, both

_GUARD = "CVE-2023-2088, https://bugs.launchpad.net/cinder/+bug/2004555"
_SMALL_NOVA = "a real Cinder, with a small server in Nova's place"
_DELETE = "blockctl volume attachment delete {attachment}"

RULES = (
    Rule(
        "held-by-server",
        ("attaching", "detaching", "reserved"),
        both(lambda seen: holding.of_server(seen) is not None, working.is_overdue),
        "{Volume} has been '{status}' for {age} and server {server} has it (attachment"
        " {attachment}). Only Nova may end that: Cinder answers anybody else with 409"
        " ConflictNovaUsingAttachment.",
        "very likely",
        "openstack server remove volume {server} {id}",
        "the server loses the volume; unmount it there first",
        _GUARD,
        refused="only Nova may end it, so that no device is left behind on the compute host.",
        proved=_SMALL_NOVA,
    ),
    Rule(
        "detaching-here",
        ("detaching",),
        lambda seen: holding.known_here(seen) is not None,
        "{Volume} is 'detaching', and this host still has it as {path}{uses}.",
        "certain",
        "sudo blockctl local detach {id}",
        "unwritten data, only where --force is added",
        "cinder/volume/api.py begin_detaching",
        refused="the device must be let go first, which local detach does with its own guards.",
    ),
    Rule(
        "attaching-here",
        ("attaching", "reserved"),
        both(lambda seen: holding.known_here(seen) is not None, working.is_overdue),
        "{Volume} has been '{status}' for {age} by an attach of this host that was cut short.",
        "very likely",
        "sudo blockctl local recover",
        "none: recover ends it by what the host and Cinder say",
        "docs/reference/files.md (the ledger)",
        refused="recover knows the steps that were done.",
    ),
    Rule(
        "detaching-without-attachment",
        ("detaching",),
        both(holding.has_none, working.is_overdue),
        "{Volume} has been 'detaching' for {age} and has no attachment left: only the last word is"
        " missing.",
        "very likely",
        "blockctl volume repair {id}   (the API's os-detach, which ends the detach)",
        "none: nothing holds it",
        "cinder/volume/manager.py detach_volume",
        deed="finish-detach",
        proved="the status is overwritten, for Cinder ends an attachment and the status in one"
        " transaction",
    ),
    Rule(
        "detaching-cut-short",
        ("detaching",),
        both(holding.has_some, working.is_overdue),
        "{Volume} has been 'detaching' for {age}: the detach{from} was begun and never finished.",
        "very likely",
        "blockctl volume repair {id}   (the API's os-roll_detaching, which takes the detach back)",
        "none: it is in use again as before; then detach it where it is attached",
        "cinder/volume/api.py roll_detaching",
        deed="roll-detaching",
    ),
    Rule(
        "attaching-without-attachment",
        ("attaching",),
        both(holding.has_none, working.is_overdue),
        "{Volume} has been 'attaching' for {age} and has no attachment: a client of the old attach"
        " API reserved it and went no further.",
        "very likely",
        "blockctl volume repair {id}   (the API's os-unreserve, which takes the reservation back)",
        "none: nothing was exported",
        "cinder/volume/api.py unreserve_volume",
        deed="unreserve",
    ),
    Rule(
        "reserved-without-attachment",
        ("reserved",),
        both(holding.has_none, working.is_overdue),
        "{Volume} has been 'reserved' for {age} and no attachment has reserved it.",
        "very likely",
        "blockctl volume set --state available {id}",
        "none: there is no attachment through which anyone could use it",
        "cinder/volume/api.py _attachment_reserve",
        deed="set-available",
    ),
    Rule(
        "reserved-unused",
        ("attaching", "reserved"),
        both(lambda seen: holding.unexported(seen) is not None, working.is_overdue),
        "{Volume} has been '{status}' for {age} by attachment {attachment}, which was never"
        " exported to"
        " a host.",
        "very likely",
        _DELETE,
        "an attach that is only slow fails; no data is touched",
        "cinder/volume/api.py attachment_create",
        deed="delete-attachment",
    ),
    Rule(
        "attaching-unfinished",
        ("attaching", "reserved"),
        both(holding.has_some, working.is_overdue),
        "{Volume} has been '{status}' for {age}: attachment {attachment} was exported{at}, and"
        " that host"
        " never said that it is connected.",
        "likely",
        _DELETE + "   (once nothing on that host uses it)",
        "a host that did connect loses the volume under what it writes",
        "cinder/volume/manager.py attachment_update",
        refused="the host may be connected, and cannot be seen from here.",
    ),
    Rule(
        "in-use-without-attachment",
        ("in-use",),
        holding.has_none,
        "{Volume} is 'in-use' and has no attachment: nobody uses it.",
        "certain",
        "blockctl volume repair {id}   (the API's os-detach, which ends the detach)",
        "none: nothing was exported",
        "cinder/volume/manager.py detach_volume",
        deed="finish-detach",
    ),
)
