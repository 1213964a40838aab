"""Causes for volumes that did not come into being.

Cinder shows a volume that is being taken over as creating, and one that could not be as error
(cinder/api/v3/views/volumes.py), so that neither can be told from the others.
"""

from blockctl.diagnosis import working
from blockctl.diagnosis.rule import Rule, both

_CREATE = "cinder/volume/manager.py create_volume"

RULES = (
    Rule(
        "creating-lost",
        ("creating",),
        both(working.is_unplaced, working.is_overdue),
        "{Volume} was never given to a backend though a scheduler is up: the request for it was"
        " lost {age} ago.",
        "very likely",
        "blockctl volume delete {id}",
        "none: it has no place on any backend, so it never held data",
        "cinder/volume/api.py delete (a volume without a host is removed at once)",
        deed="delete",
    ),
    Rule(
        "creating-cut-short",
        ("creating",),
        both(working.is_placed, working.is_overdue),
        "{Volume} has been 'creating' for {age} and {its_service}: its request was lost, or it"
        " copies very much.",
        "likely",
        "blockctl volume repair {id}   (the API's clean-up of this one volume, asked of the"
        " schedulers and of its volume service: one of them has it on its list of work)",
        "none to data, for it holds none yet. It becomes 'error', to be deleted and made anew; if"
        " a copy does go on, it is 'available' at its end",
        "cinder/manager.py do_cleanup, cinder/scheduler/manager.py _do_cleanup",
        deed="clean-up-creating",
    ),
    Rule(
        "error-unplaced",
        ("error",),
        working.is_unplaced,
        "{Volume} could not be created: no backend took it.{message}",
        "certain",
        "blockctl volume delete {id}",
        "none: it has no place on any backend, so it never held data. Before you make it anew, see"
        " where there is room: blockctl volume backend pool list --long",
        "cinder/scheduler/flows/create_volume.py; cinder/volume/api.py delete",
        deed="delete",
    ),
    Rule(
        "error-on-backend",
        ("error",),
        working.is_placed,
        "{Volume} is in error: the last operation on it failed on {host}.{message}",
        "likely",
        "blockctl volume message list --resource-uuid {id}   (and the log of cinder-volume on"
        " {machine} say why; if it never held data: blockctl volume delete {id})",
        "deleting it loses what it holds; setting it to available hides that it may be"
        " incomplete; one"
        " that was to be taken over is let go of with: blockctl volume delete --remote {id}",
        f"{_CREATE}; cinder/volume/manager.py revert_to_snapshot",
        refused="whether its data are whole cannot be seen from outside; a person must look.",
    ),
)
