"""What OSC makes of options, variables and files: run in the environment of the peers.

Standard input is a JSON list of cases (``argv``, ``env``, ``folder``), standard output a list of
their results. Each runs in a fork, as openstacksdk fixes where it looks when it is imported.
"""

import importlib
import json
import os
import sys
from typing import Any

from openstack.config import loader
from openstackclient.shell import OpenStackShell
from osc_lib.cli.client_config import OSC_Config


def main() -> None:
    """Answer every case."""
    json.dump([_in_a_fork(case) for case in json.load(sys.stdin)], sys.stdout)


def _in_a_fork(case: dict[str, Any]) -> Any:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            json.dump(_resolved(case), out, default=str)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text)


def _resolved(case: dict[str, Any]) -> dict[str, Any]:
    os.environ.clear()
    os.environ.update(case["env"])
    os.chdir(case["folder"])
    # Looked up anew: the folders searched are constants of the module.
    importlib.reload(loader)
    try:
        return _config(case["argv"])
    except SystemExit as usage:
        return {"error": f"exit {usage.code}"}
    except Exception as refused:  # noqa: BLE001 - whatever it raises is its answer
        return {"error": f"{type(refused).__name__}: {refused}"}


def _config(argv: list[str]) -> dict[str, Any]:
    """As OpenStackShell.initialize_app and ClientManager.setup_auth do, up to the sign-in."""
    shell = OpenStackShell()
    shell.options, _ = shell.parser.parse_known_args(argv)
    shell._final_defaults()
    config = OSC_Config(
        pw_func=None,
        override_defaults={"interface": "public", "auth_type": shell._auth_type},
    )
    cloud = config.get_one(cloud=shell.options.cloud, argparse=shell.options, validate=False)
    plugin = config._get_auth_loader(cloud.config)
    config._validate_auth(cloud.config, plugin)
    verify, cert = cloud.get_requests_verify_args()
    return {
        "auth_type": cloud.config["auth_type"],
        "auth": {
            option.dest: cloud.config["auth"].get(option.dest) for option in plugin.get_options()
        },
        "region": cloud.get_region_name("block-storage"),
        "interface": cloud.get_interface("block-storage"),
        "service_type": cloud.get_service_type("block-storage"),
        "service_name": cloud.get_service_name("block-storage"),
        "endpoint_override": cloud.get_endpoint("block-storage"),
        "api_version": cloud.config.get("volume_api_version"),
        "verify": verify,
        "cert": cert,
    }


if __name__ == "__main__":
    main()
