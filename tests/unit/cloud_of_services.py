"""A scripted server that is all services of a cloud: identity, volume, image and compute."""

from typing import Any

from tests.unit.scripted_server import Behaviour, ScriptedServer, answer

IMAGES = "/v3/image/v2/images"
SERVERS = "/v3/compute/v2.1/servers"
ME = {"id": "0" * 31 + "1", "name": "me", "domain": {"id": "d1", "name": "Home"}}
MINE = {"id": "0" * 31 + "2", "name": "mine", "domain": {"id": "d1", "name": "Home"}}


def sign_in(server: ScriptedServer, secret: str = "a-token-of-keystone") -> dict[str, str]:
    """Let the server be signed in to, and return the ``OS_*`` variables that do it.

    ``secret`` is the token that it gives.
    """
    token = {
        "methods": ["password"],
        "user": ME,
        "project": MINE,
        "issued_at": "2026-11-22T10:00:00.000000Z",
        "expires_at": "2099-11-22T10:00:00.000000Z",
        "catalog": [],
    }
    subject = {"X-Subject-Token": secret}
    server.on("POST", "/v3/auth/tokens", answer(201, {"token": token}, subject))
    server.on("GET", "/v3/auth/tokens", answer(200, {"token": token}, subject))
    root = f"http://{server.address}"
    catalog(server, image=f"{root}/v3/image", compute=f"{root}/v3/compute")
    return {
        "OS_AUTH_TYPE": "v3password",
        "OS_AUTH_URL": f"{root}/v3",
        "OS_USERNAME": "me",
        "OS_PASSWORD": "secret-of-me",
        "OS_PROJECT_NAME": "mine",
        "OS_VOLUME_ENDPOINT_OVERRIDE": server.endpoint,
    }


def catalog(server: ScriptedServer, **urls: str) -> None:
    """Let the catalog have these public endpoints, by service type."""
    services = [
        {
            "type": kind,
            "endpoints": [{"interface": "public", "region": "R1", "region_id": "R1", "url": url}],
        }
        for kind, url in urls.items()
    ]
    server.on("GET", "/v3/auth/catalog", answer(200, {"catalog": services}))


def listing(key: str, *items: dict[str, Any]) -> Behaviour:
    """Answer with a list."""
    return answer(200, {key: list(items)})
