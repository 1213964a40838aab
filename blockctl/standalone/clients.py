"""What other clients need to know to use the standalone service: variables of the environment."""

import json
from collections.abc import Mapping

from blockctl.standalone.folder import Folder, unusable, write_private
from blockctl.standalone.record import Service

CLOUD = "blockctl-standalone"

_HARMLESS = {"OS_CLOUD", "OS_CLIENT_CONFIG_FILE", "OS_VOLUME_API_VERSION"}


def for_openstack(folder: Folder, service: Service) -> dict[str, str]:
    """For clients that read a clouds.yaml, which is written; the variables hold no secret.

    Raises BlockctlError when it cannot be written.
    """
    auth = {"endpoint": service.endpoint, "token": service.token}
    document = {"clouds": {CLOUD: {"auth_type": "admin_token", "auth": auth}}}
    try:
        # JSON is YAML, and quotes everything.
        write_private(folder.clouds, json.dumps(document, indent=2) + "\n")
    except OSError as refused:
        raise unusable(folder.root, refused) from refused
    return {"OS_CLIENT_CONFIG_FILE": str(folder.clouds), "OS_CLOUD": CLOUD}


def for_cinder(service: Service) -> dict[str, str]:
    """For python-cinderclient, which knows no clouds.yaml: they hold the token.

    Its noauth plugin sends ``user id:project id`` as the token, so the token is the user id.
    """
    root, _, project = service.endpoint.rpartition("/")
    return {
        "OS_AUTH_TYPE": "noauth",
        "CINDER_ENDPOINT": root,
        "OS_USER_ID": service.token,
        "OS_PROJECT_ID": project,
    }


def in_the_way(env: Mapping[str, str], ours: Mapping[str, str]) -> list[str]:
    """The variables that are set in ``env`` and that a client would follow as well as ``ours``."""
    return sorted(
        name for name in env if name.startswith("OS_") and name not in _HARMLESS.union(ours)
    )
