"""``volume transfer request …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

UNKNOWN = "00000000-0000-0000-0000-000000000000"

READS = [
    *cases("volume transfer request list", "", "extra-word"),
    *cases("volume transfer request list", "--all-projects", deviation="transfers-of-all-projects"),
    *cases("volume transfer request list", "", "--all-projects", user=MEMBER),
    *cases("volume transfer request list", "", version="3.0"),
    *cases("volume transfer request list", "", version="3.54"),
    *cases("volume transfer request list", "", version="3.58"),
    *cases(
        "volume transfer request show",
        "none-of-it",
        UNKNOWN,
        "",
    ),
    *cases("volume transfer request show", "offer", deviation="transfer-by-name"),
    *cases(
        "volume transfer request show", "members-offer", user=MEMBER, deviation="transfer-by-name"
    ),
    *cases("volume transfer request show", "offer", user=MEMBER),
    *cases("volume transfer request show", "offer", version="3.54", deviation="transfer-by-name"),
]

WRITES = [
    *cases("volume transfer request show", "{transfer.id}"),
    *cases("volume transfer request show", "{transfer.id}", version="3.54"),
    *cases(
        "volume transfer request create",
        "{volume}",
        "--name {new} {volume.id}",
        "--snapshots {volume}",
        "--no-snapshots {volume}",
        "--snapshots --no-snapshots --name {new} {volume}",
        "{in_use}",
        "none-of-it",
        "",
    ),
    *cases("volume transfer request create", "{volume}", user=MEMBER),
    *cases("volume transfer request create", "{volume}", version="3.54"),
    *cases(
        "volume transfer request create",
        "--no-snapshots {volume}",
        version="3.54",
        deviation="late-usage",
    ),
    *cases(
        "volume transfer request accept",
        "--auth-key {transfer_key} {transfer_key.id}",
        "--auth-key wrong {transfer.id}",
        "--auth-key wrong {transfer}",
        f"--auth-key wrong {UNKNOWN}",
        "{transfer.id}",
        "",
    ),
    *cases(
        "volume transfer request accept",
        "--auth-key {transfer_key} {transfer_key.id}",
        version="3.54",
    ),
    *cases(
        "volume transfer request accept",
        "--auth-key wrong none-of-it",
        deviation="transfer-names",
    ),
    *cases("volume transfer request delete", "{transfer.id}", "{transfer.id} {transfer2.id}", ""),
    *cases("volume transfer request delete", "{transfer.id}", version="3.54"),
    *cases(
        "volume transfer request delete",
        "{transfer}",
        "none-of-it",
        "{transfer.id} none-of-it {transfer2.id}",
        deviation="transfer-names",
    ),
]
