"""``volume attachment …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

READS = [
    *cases(
        "volume attachment list",
        "",
        "--all-projects",
        "--project demo",
        "--project admin --project-domain default",
        "--project nowhere",
        "--volume-id 00000000-0000-0000-0000-000000000000",
        "--server-id 00000000-0000-0000-0000-000000000000",
        "--status reserved",
        "--max-items 1",
        "--limit -1",
        "--marker 00000000-0000-0000-0000-000000000000",
    ),
    *cases("volume attachment list", "--status attached", deviation="attachment-status"),
    *cases("volume attachment list", "", user=MEMBER),
    *cases("volume attachment list", "", version="3.26", deviation="late-usage"),
    *cases("volume attachment list", "", version="3.27"),
    *cases("volume attachment show", "00000000-0000-0000-0000-000000000000", "none-of-it", ""),
]

SERVER = "5e44e400-0000-4000-8000-000000000001"

WRITES = [
    *cases(
        "volume attachment create",
        f"--server {SERVER} {{volume}}",
        "--server web-1 {volume}",
        f"{{volume.id}} {SERVER}",
        f"--server {SERVER} --no-connect {{volume}}",
        f"--server {SERVER} --connect --host {{host}} {{volume}}",
        f"--server {SERVER} --connect --host {{host}} --initiator iqn.2010-10.org:x --ip 192.0.2.9 "
        "--platform x86_64 --os-type linux2 --multipath --mountpoint /dev/vdb {volume}",
        f"--server {SERVER} --connect --host {{host}} --no-multipath {{volume}}",
        f"--server {SERVER} --mode ro {{volume}}",
        f"--server {SERVER} none-of-it",
        f"--server {SERVER} {{in_use}}",
        "",
    ),
    *cases(
        "volume attachment create",
        f"--server {SERVER} --host elsewhere {{volume}}",
        f"--server {SERVER} --multipath {{volume}}",
        deviation="late-usage",
    ),
    *cases(
        "volume attachment create",
        f"--server {SERVER} --mode nonsense {{volume}}",
        deviation="attachment-mode",
    ),
    *cases(
        "volume attachment create",
        f"--server {SERVER} --mode ro {{volume}}",
        version="3.53",
        deviation="late-usage",
    ),
    *cases("volume attachment show", "{attachment}", "{reserved}"),
    *cases("volume attachment show", "{attachment}", version="3.27"),
    *cases("volume attachment list", "--volume-id {volume.id} --status {attachment}"),
    *cases(
        "volume attachment set",
        "--host {host} {reserved}",
        "--host elsewhere {reserved}",
        "--initiator iqn.2010-10.org:x --ip 192.0.2.9 --host {host} --platform x86_64 "
        "--os-type linux2 --multipath --mountpoint /dev/vdb {reserved}",
        "--host {host} --no-multipath {reserved}",
        "{reserved}",
        "",
    ),
    *cases("volume attachment set", "--host {host} none-of-it", deviation="attachment-ids"),
    *cases("volume attachment complete", "{attachment}", "{reserved}", ""),
    *cases("volume attachment complete", "none-of-it", deviation="attachment-ids"),
    *cases("volume attachment complete", "{attachment}", version="3.43", deviation="late-usage"),
    *cases("volume attachment delete", "{attachment}", "{reserved}", ""),
    *cases(
        "volume attachment delete",
        "00000000-0000-0000-0000-000000000000",
        deviation="missing-attachment",
    ),
]
