"""Ask a running standalone service how it does."""

import http.client
import json

from blockctl.errors import Unreachable
from blockctl.standalone.record import Service


def services(service: Service, timeout: float = 5.0) -> dict[str, dict[str, str]]:
    """Binary's name (``cinder-volume``) -> host (``standalone@file``) -> ``up`` or ``down``.

    Block Storage API v3, "List All Cinder Services". ``timeout`` is in seconds. Raises
    Unreachable when the API does not answer, or not as it should.
    """
    path = "/" + service.endpoint.split("/", 3)[3] + "/os-services"
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"X-Auth-Token": service.token})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise Unreachable(
                f"The standalone service on 127.0.0.1:{service.port} answers with HTTP "
                f"{response.status}.",
                "See what it says with: blockctl standalone logs",
            )
        states: dict[str, dict[str, str]] = {}
        for entry in json.loads(body)["services"]:
            states.setdefault(entry["binary"], {})[entry["host"]] = entry["state"]
        return states
    except (OSError, http.client.HTTPException, ValueError, LookupError) as failure:
        raise Unreachable(
            f"The standalone service (process {service.pid}) does not answer on "
            f"127.0.0.1:{service.port}.",
            "See what it says with: blockctl standalone logs",
        ) from failure
    finally:
        connection.close()
