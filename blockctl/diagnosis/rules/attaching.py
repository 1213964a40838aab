"""Causes that lie in attachments."""

from blockctl.diagnosis import holding, working
from blockctl.diagnosis.rule import Rule, both

_ATTACHED = ("attaching", "reserved", "detaching", "in-use")
_DETACHED = "cinder/db/api.py volume_detached"
_GUARD = "CVE-2023-2088, https://bugs.launchpad.net/cinder/+bug/2004555"
_DELETE = "blockctl volume attachment delete {attachment}"

RULES = (
    Rule(
        "available-attached",
        ("available",),
        holding.has_some,
        "{Volume} is 'available' though attachment {attachment}{at} is there: its status was"
        " overwritten.",
        "certain",
        "blockctl volume set --state in-use {id}",
        "none: only the status is made true, so that nobody else attaches or deletes it",
        "cinder/api/contrib/admin_actions.py _reset_status",
        deed="mark-in-use",
    ),
    Rule(
        "held-without-attachment",
        (*_ATTACHED, "available"),
        lambda seen: holding.orphan_here(seen) is not None,
        "This host has {Volume} as {path}, but Cinder knows attachment {held} no longer.",
        "certain",
        "sudo blockctl local detach {id}",
        "unwritten data of what uses the device; another host may be given the volume meanwhile",
        "https://bugs.launchpad.net/cinder/+bug/2004555",
        refused="whether what is on the device is still wanted only its user knows.",
    ),
    Rule(
        "host-gone",
        _ATTACHED,
        lambda seen: holding.at_gone_host(seen) is not None,
        "{Volume} is attached to {holder}, which you say is gone (attachment {attachment}).",
        "certain",
        _DELETE,
        "none, if that host really no longer uses it; if it does, its writes go to the wrong place",
        _DETACHED,
        deed="delete-attachment",
    ),
    Rule(
        "server-gone",
        _ATTACHED,
        lambda seen: holding.of_gone_server(seen) is not None,
        "{Volume} is attached to server {server}, which Nova does not know (attachment"
        " {attachment}).",
        "very likely",
        _DELETE,
        "the compute host may still have its device; no data is touched",
        "https://bugs.launchpad.net/nova/+bug/1835926",
        deed="delete-attachment",
    ),
    Rule(
        "not-on-this-host",
        _ATTACHED,
        lambda seen: holding.not_here(seen) is not None,
        "Attachment {attachment} of {Volume} lists this host, {holder}, but nothing of it is here.",
        "very likely",
        _DELETE,
        "none: no data is touched, and nothing here uses it",
        _DETACHED,
        deed="delete-attachment",
    ),
    Rule(
        "attachment-without-host",
        _ATTACHED,
        lambda seen: holding.hostless(seen) is not None,
        "Attachment {attachment} of {Volume} counts as attached, but was exported to no host and"
        " belongs to no server.",
        "certain",
        _DELETE,
        "none: nothing was ever exported through it",
        "cinder/api/v3/attachments.py complete (asks for no connector)",
        deed="delete-attachment",
    ),
    Rule(
        "held-by-server",
        ("attaching", "detaching", "reserved"),
        both(lambda seen: holding.of_server(seen) is not None, working.is_overdue),
        "{Volume} has been '{status}' for {age} and server {server} has it (attachment"
        " {attachment});"
        " Cinder refuses to delete that itself with 409 ConflictNovaUsingAttachment.",
        "very likely",
        "openstack server remove volume {server} {id}",
        "the server loses the volume; unmount it there first",
        _GUARD,
        refused="only Nova may end it, so that no device is left behind on the compute host.",
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
    ),
    Rule(
        "detaching-cut-short",
        ("detaching",),
        both(holding.has_some, working.is_overdue),
        "{Volume} has been 'detaching' for {age}: the detach{at} was begun and never finished.",
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
        "{Volume} has been 'attaching' for {age} and has no attachment: it was reserved in the"
        " old way"
        " and the attach never came.",
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
        _DELETE + "   once nothing on that host uses it",
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
