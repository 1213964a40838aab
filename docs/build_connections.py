"""Writes docs/reference/connections.md from the tables: ``python docs/build_connections.py``.

tests/unit/test_docs.py fails when the page is not what this makes.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from blockctl.connectors.connection_fields import COMMON, PASSED_ON, TRANSPORTS, Field
from blockctl.connectors.uri import SCHEMES

PAGE = Path(__file__).parent / "reference" / "connections.md"
HEAD = """# Connections

What `blockctl local attach` takes without a cloud. Made by `docs/build_connections.py` from the
tables that check it; how to use it: [Attach without a cloud](../how-to/attach-without-a-cloud.md).

## Which is meant

| a word | is |
|---|---|
| `-` | a connection on standard input |
| with `://` in it | a URI |
| with a `/` in it, or `.json` at its end | the file of a connection |
| any other | a volume of the cloud, by its name or ID |

## URIs

| form | transport |
|---|---|
"""
BELOW_URIS = """
- A port that is left out is the usual one: 3260 for iSCSI, 4420 for NVMe, 2049 for NFS. An IPv6
  address stands in brackets.
- Several hosts with commas between them are paths to one target, for `--multipath`; without it the
  first that answers is used. They have one IQN or NQN and one LUN or namespace: what has others
  takes a connection file.
- An NVMe namespace that is left out is number 1.
- What has other signs than letters, digits and `-._~:` is written with percent signs, as `%20` for
  a space; a `+` is a plus sign.
- Of an NFS path the last part is the file, and all before it the export.
- The monitors of `rbd://` are those that the Ceph configuration names (`mon_host`), which is
  `/etc/ceph/ceph.conf` unless `conf` names another. Ceph finds the keyring by itself.
- A secret is never in a URI. That of a CHAP user is read from `--secret-file FILE` (`-` is standard
  input) or from the variable `BLOCKCTL_CHAP_SECRET`. A user has letters, digits and `._~-`, or is
  the name of an initiator; another takes a connection file.

## Files and standard input

A JSON object of at most 64 KiB, in one of these shapes; the fields are the same in each:

| shape | from |
|---|---|
| `{"driver_volume_type": "iscsi", "data": {…}}` | a volume service's driver, and os-brick |
| `{"driver_volume_type": "iscsi", "target_portal": …}` | the API since 3.27 |
| `{"connection_info": {…}}`, `{"attachment": {"connection_info": {…}}}` | answers of the API |
| `{…, "Properties": {…}}` | `volume attachment show -f json`, which masks secrets |

A field that is known is checked, and one that is wrong is named. One that is not known goes to
os-brick as it is, with a note. What is null counts as left out. Secrets are never told, and never
kept: a file that has one should be nobody else's (`chmod 600`). An `auth_password` that is left out
comes from `--secret-file` or `BLOCKCTL_CHAP_SECRET`.
"""
KEPT = """
## What is kept

The ledger keeps what disconnects again: the fields above that are not secret and not common to all
transports, and of a transport that only os-brick knows all but those whose name has `pass`,
`secret`, `key`, `token`, `auth` or `credential` in it. To disconnect `vmdk`, and `scaleio` where
the data has `serverPassword`, os-brick needs the password itself, so it cannot detach those here.

While it signs in, os-brick passes a CHAP secret to `iscsiadm` as an argument, and open-iscsi keeps
it in `/etc/iscsi/nodes` (root only) as long as the target is attached.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD.rstrip("\n"), *_uris(), BELOW_URIS.rstrip("\n"), *_transports()]
    parts += ["", "### All transports", "", *_table(COMMON)]
    parts += ["", "### Passed on to os-brick", "", _passed_on(), KEPT.rstrip("\n")]
    return "\n".join(parts) + "\n"


def _uris() -> Iterator[str]:
    for scheme in SCHEMES.values():
        yield f"| `{scheme.form}` | {scheme.transport} |"


def _transports() -> Iterator[str]:
    names: dict[int, list[str]] = {}
    for name, transport in TRANSPORTS.items():
        names.setdefault(id(transport), []).append(name)
    for same in names.values():
        transport = TRANSPORTS[same[0]]
        told = _listed(same)
        ways = ", in one of these ways" if len(transport.forms) > 1 else ""
        yield f"\n### {transport.title}\n\n`driver_volume_type`: {told}. Needed{ways}:\n"
        yield from (f"- {_listed(form)}" for form in transport.forms)
        yield ""
        yield from _table(transport.fields)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(fields: Iterable[Field]) -> Iterator[str]:
    yield "| field | value | what it is |"
    yield "|---|---|---|"
    for field in fields:
        value = f"a list, each {field.kind.expected}" if field.many else field.kind.expected
        yield f"| `{field.name}` | {value} | {_note(field)} |"


def _note(field: Field) -> str:
    needs = " and ".join(f"`{name}`" for name in field.needs)
    more = [f"needs {needs}"] if needs else []
    return "; ".join([field.note, *more, *(["**secret**"] if field.secret else [])])


def _passed_on() -> str:
    return f"{_listed(PASSED_ON)}: what the data must have is os-brick's to say."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stderr.write(f"{PAGE} written\n")
