"""Causes that lie in attachments of nobody, and in devices without an attachment."""

from blockctl.diagnosis import holding
from blockctl.diagnosis.rule import Rule

_ATTACHED = ("attaching", "reserved", "detaching", "in-use")
_DETACHED = "cinder/db/api.py volume_detached"
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
        proved="a real Cinder, with a small server in Nova's place",
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
)
