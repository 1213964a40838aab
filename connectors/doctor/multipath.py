"""How multipathd is configured: what would claim disks that are not its own."""

import re
from collections.abc import Iterator

from blockctl.connectors.doctor.finding import Finding, info, ok, warning
from blockctl.connectors.doctor.host import Host

_MAIN = "etc/multipath.conf"
_FRAGMENTS = "etc/multipath/conf.d/*.conf"
_RECONFIGURE = "multipathd reconfigure"
# multipath.conf(5): 'no' and its older names make a map of every disk that is not blacklisted.
_CLAIMS_ALL = ("no", "off", "greedy")
_FIND = re.compile(r'^\s*find_multipaths\s+"?(\w+)"?', re.MULTILINE)
_QUEUES = re.compile(r'^\s*no_path_retry\s+"?queue\b', re.MULTILINE)
_ONE_LINE = re.compile(r"^\s*(\w+)\s*\{[^\n}]*\S[^\n}]*\}", re.MULTILINE)
_COMMENT = re.compile(r"[#!].*")


def check(host: Host) -> Iterator[Finding]:
    """``find_multipaths`` leaves single disks alone, nobody waits for ever for a path, and every
    section is read.
    """
    files = [_MAIN, *(str(path.relative_to(host.root)) for path in host.glob(_FRAGMENTS))]
    texts = {name: _COMMENT.sub("", text) for name in files if (text := host.text(name))}
    found = [(name, value) for name, text in texts.items() for value in _FIND.findall(text)]
    # Of several the last counts.
    if found and found[-1][1].lower() in _CLAIMS_ALL:
        name, value = found[-1]
        yield warning(
            f"'find_multipaths {value}' in /{name} lets multipathd claim disks with a single "
            "path, which then cannot be encrypted, formatted or detached.",
            f"Write 'find_multipaths yes' there, then: {_RECONFIGURE}",
        )
    elif found:
        yield ok(f"find_multipaths is {found[-1][1]}")
    else:
        yield info("find_multipaths is not set; the default of most versions is 'strict'.")
    for name, text in texts.items():
        if _QUEUES.search(text):
            yield info(
                f"With 'no_path_retry queue' in /{name} who writes waits for ever where no path is "
                "left.",
                f"If that is not meant, write 'no_path_retry 12' there, then: {_RECONFIGURE}",
            )
        for section in _ONE_LINE.findall(text):
            yield warning(
                f"The section '{section}' in /{name} stands on one line, "
                "which multipathd ignores without a word.",
                f"Put each of its settings on a line of its own, then: {_RECONFIGURE}",
            )
