"""Options of ours that OpenStackClient lacks and that share a beginning with one of its own.

Where such a beginning is typed, OSC's option is meant, as in OSC. The parity tests ask for every
beginning that is unique in OSC and fail when one is missing here.
"""

from collections.abc import Mapping

GIVE_WAY: Mapping[str, frozenset[str]] = {
    "extension list": frozenset({"--interval"}),
    "quota set": frozenset({"--project-domain"}),
    "quota show": frozenset({"--project-domain"}),
    "versions show": frozenset({"--interval"}),
    "volume attachment list": frozenset({"--filter"}),
    "volume backend pool list": frozenset({"--filter"}),
    "volume backup list": frozenset({"--filter"}),
    "volume backup restore": frozenset({"--name"}),
    "volume create": frozenset({"--timeout"}),
    "volume group list": frozenset({"--filter", "--marker"}),
    "volume group snapshot list": frozenset({"--filter", "--marker"}),
    "volume group type list": frozenset({"--filter", "--private", "--public"}),
    "volume list": frozenset({"--field", "--filter", "--no-bootable"}),
    "volume message list": frozenset({"--filter", "--level"}),
    "volume set": frozenset({"--timeout"}),
    "volume snapshot list": frozenset({"--field", "--filter"}),
    "volume transfer request list": frozenset({"--filter"}),
    "volume type list": frozenset({"--filter"}),
}
