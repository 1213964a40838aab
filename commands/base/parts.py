"""Changes made of several requests: each is tried, so that one refusal does not hide the rest."""

from collections.abc import Callable, Sequence

from blockctl.commands.base.targets import tell_failure
from blockctl.errors import BlockctlError, SomeFailed

Part = tuple[str, Callable[[], object]]


def run_parts(parts: Sequence[Part]) -> None:
    """Do each part, a name and a deed, in order.

    A part that is alone raises its own error. Of several, each failure is told on stderr,
    and SomeFailed is raised at the end.
    """
    if len(parts) == 1:
        parts[0][1]()
        return
    failed = []
    for name, deed in parts:
        try:
            deed()
        except BlockctlError as error:
            failed.append(name)
            tell_failure(name, error)
    if failed:
        raise SomeFailed(f"{len(parts) - len(failed)} of {len(parts)} changes made")
