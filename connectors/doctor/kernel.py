"""What the running kernel can do: modules that are loaded, built in, or could be loaded."""

import re

from blockctl.connectors.doctor.finding import Finding, info, missing, ok
from blockctl.connectors.doctor.host import Host

# Proof that the kernel has it, where its module's name alone may show nothing when it is built in.
_SIGNS = {"loop": "dev/loop-control", "rbd": "sys/bus/rbd"}


def module(host: Host, name: str) -> Finding:
    """Whether the kernel has the module ``name``, or loads it when it is asked to."""
    if host.exists(f"sys/module/{name}") or host.exists(_SIGNS.get(name, f"sys/module/{name}")):
        return ok(f"the kernel has {name}")
    folder = f"lib/modules/{host.kernel}"
    if not host.exists(folder):
        return info(f"Whether the kernel has {name} cannot be seen: there is no /{folder}.")
    # depmod writes one path a line there; dashes and underscores mean the same (modprobe(8)).
    wanted = re.compile(rf"^(?:\S*/)?{name.replace('_', '[-_]')}\.ko", re.MULTILINE)
    for listing in ("modules.builtin", "modules.dep"):
        if wanted.search(host.text(f"{folder}/{listing}") or ""):
            return ok(f"the kernel has {name}")
    return missing(
        f"The kernel {host.kernel} has no module {name}.",
        "Install the distribution's package of further kernel modules, or its generic kernel.",
    )
