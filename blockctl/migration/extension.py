"""What the ``cinder`` command takes with packages that add to it, as data of cinder.json's shape.

The verbs are python-brick-cinderclient-ext 2.8.0's (brick_cinderclient_ext/__init__.py), the
global option is there where osprofiler is installed (cinderclient/shell.py, get_base_parser).
"""

from typing import Any

_MULTIPATH = {"names": ["--multipath"], "metavar": "<multipath>"}
_ENFORCE = {"names": ["--enforce_multipath"], "metavar": "<enforce_multipath>"}
_NIC = {"names": ["--nic"], "metavar": "<nic>"}
_IDENTIFIER = {"names": ["identifier"], "metavar": "<identifier>"}

SHARED: tuple[dict[str, Any], ...] = (
    {
        "names": ["--profile"],
        "dest": "profile",
        "metavar": "HMAC_KEY",
        "variables": ["OS_PROFILE"],
    },
)

VERBS: dict[str, list[dict[str, Any]]] = {
    "get-all-volume-paths": [
        {
            "takes": [
                _MULTIPATH,
                {"names": ["--protocol"], "metavar": "<protocol>", "default": "ISCSI"},
            ]
        }
    ],
    "get-connector": [{"takes": [_MULTIPATH, _ENFORCE, _NIC]}],
    "get-volume-paths": [{"takes": [_IDENTIFIER, _MULTIPATH]}],
    "local-attach": [
        {
            "takes": [
                _IDENTIFIER,
                {"names": ["--hostname"], "metavar": "<hostname>"},
                {"names": ["--mountpoint"], "metavar": "<mountpoint>"},
                {"names": ["--mode"], "metavar": "<mode>", "default": "rw"},
                _MULTIPATH,
                _ENFORCE,
                _NIC,
            ]
        }
    ],
    "local-detach": [
        {
            "takes": [
                _IDENTIFIER,
                {"names": ["--attachment_uuid"], "metavar": "<attachment_uuid>"},
                _MULTIPATH,
                _ENFORCE,
                {"names": ["--device_info"], "metavar": "<device_info>"},
            ]
        }
    ],
}
