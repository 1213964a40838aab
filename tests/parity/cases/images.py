"""``image create --volume …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

WRITES = [
    *cases(
        "image create",
        "--volume {volume} {new}",
        "--volume {volume.id} --disk-format qcow2 --container-format ova {new}",
        "--volume {volume} --private {new}",
        "--volume {volume} --public {new}",
        "--volume {volume} --community {new}",
        "--volume {volume} --shared {new}",
        "--volume {volume} --public --private {new}",
        "--volume {volume} --protected {new}",
        "--volume {volume} --unprotected {new}",
        "--volume {volume} --protected --unprotected {new}",
        "--volume {in_use} --force {new}",
        "--volume {in_use} {new}",
        "--volume {volume} --disk-format iso {new}",
        "--volume {volume} --disk-format nonsense {new}",
        "--volume {volume} --container-format nonsense {new}",
        "--volume none-of-it {new}",
        "--volume {volume}",
        "--volume {volume} --file somewhere {new}",
    ),
    *cases("image create", "--volume {volume} {new}", user=MEMBER),
    *cases("image create", "--volume {volume} {new}", version="3.0"),
    *cases(
        "image create",
        "--volume {volume} --public {new}",
        "--volume {volume} --protected {new}",
        version="3.0",
        deviation="late-usage",
    ),
    *cases(
        "image create",
        "--volume {volume} --id 5e44e400-0000-4000-8000-000000000009 {new}",
        "--volume {volume} --min-disk 1 {new}",
        "--volume {volume} --min-ram 1 {new}",
        "--volume {volume} --size 1 {new}",
        "--volume {volume} --progress {new}",
        "--volume {volume} --sign-key-path x --sign-cert-id y {new}",
        "--volume {volume} --property a=1 {new}",
        "--volume {volume} --tag a {new}",
        "--volume {volume} --project demo --project-domain default {new}",
        "--volume {volume} --import {new}",
        deviation="image-of-a-volume",
    ),
]
