"""A real Keystone and a real Cinder for the parity tests, with what they were asked."""

import json
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from keystoneauth1.adapter import Adapter
from keystoneauth1.identity.v3 import Password
from keystoneauth1.session import Session

from tests.api.ports import free_port
from tests.parity.environments import KEYSTONE, interpreter
from tests.parity.starting import start, wait_for

MICROVERSION = "3.71"

# What the catalog has: the name of each service, its type, and the path of its endpoint.
CATALOG = {
    "cinder": ("block-storage", "/v3/%(project_id)s"),
    "glance": ("image", ""),
    "compute": ("compute", "/v2.1"),
}
KEYS = {"barbican": ("key-manager", "")}

# Who a command runs as: the user's name, which is also the project's.
ADMIN = "admin"
MEMBER = "demo"


class Cloud:
    """Keystone, Cinder and Glance on loopback, from ``with`` to its end; ``folder`` is theirs.

    ``keys``: a Barbican too, in which Cinder keeps the keys of encrypted volumes.
    """

    def __init__(self, folder: Path, keys: bool = False) -> None:
        self._folder = folder
        self._password = secrets.token_urlsafe(16)
        self._catalog = {**CATALOG, **(KEYS if keys else {})}
        self._ports = {name: free_port() for name in (KEYSTONE, *self._catalog)}
        self._stack = ExitStack()
        self._sessions: dict[str, Session] = {}
        self.auth_url = f"http://127.0.0.1:{self._ports[KEYSTONE]}/v3"

    def __enter__(self) -> Self:
        ours, theirs = Path(sys.executable), interpreter(KEYSTONE)
        with ExitStack() as stack:
            keystone = self._start(stack, KEYSTONE, theirs)
            others = [
                self._start(stack, "cinder", ours, self.auth_url, *self._key_manager()),
                self._start(stack, "glance", theirs, self.auth_url),
                self._start(stack, "compute", ours),
                *(self._start(stack, name, theirs, self.auth_url) for name in self._keys),
            ]
            wait_for(keystone)
            self._register()
            for server in others:
                wait_for(server)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def env(self, user: str) -> dict[str, str]:
        """The ``OS_*`` variables of ``user``, whose project has the same name."""
        return {
            "OS_AUTH_URL": self.auth_url,
            "OS_USERNAME": user,
            "OS_PASSWORD": self._password,
            "OS_PROJECT_NAME": user,
            "OS_USER_DOMAIN_ID": "default",
            "OS_PROJECT_DOMAIN_ID": "default",
            "OS_IDENTITY_API_VERSION": "3",
        }

    def api(self, user: str = ADMIN) -> Adapter:
        """The Block Storage API for setting up, through neither of the commands compared."""
        return Adapter(
            self._session(user), service_type="block-storage", default_microversion=MICROVERSION
        )

    def images(self) -> Adapter:
        """The image API, for setting up."""
        return Adapter(self._session(ADMIN), service_type="image")

    def project_id(self, user: str) -> str:
        """The ID of the project of ``user``."""
        found: str | None = self._session(user).get_project_id()
        assert found
        return found

    def asked_of_cinder(self) -> list[dict[str, Any]]:
        """What Cinder was asked since the last time."""
        return _take(self._ports["cinder"])

    def asked_of_keystone(self) -> list[dict[str, Any]]:
        """What Keystone was asked since the last time, by Cinder too."""
        return _take(self._ports[KEYSTONE])

    def asked_of_barbican(self) -> list[dict[str, Any]]:
        """What Barbican was asked since the last time, by Cinder too."""
        return _take(self._ports["barbican"])

    def keys(self, user: str = ADMIN) -> Adapter:
        """The key manager's API, for looking."""
        return Adapter(self._session(user), service_type="key-manager")

    @property
    def _keys(self) -> list[str]:
        return [name for name in self._catalog if name in KEYS]

    def _key_manager(self) -> list[str]:
        return [f"http://127.0.0.1:{self._ports[name]}" for name in self._keys]

    def _start(
        self, stack: ExitStack, name: str, python: Path, *arguments: str
    ) -> "subprocess.Popen[str]":
        folder, port = self._folder / name, self._ports[name]
        secrets = {"OS_PASSWORD": self._password}
        return start(stack, name, python, folder, port, *arguments, secrets=secrets)

    def _session(self, user: str) -> Session:
        if user not in self._sessions:
            self._sessions[user] = Session(self._sign_in(user))
        return self._sessions[user]

    def _sign_in(self, user: str) -> Password:
        return Password(
            auth_url=self.auth_url,
            username=user,
            password=self._password,
            project_name=user,
            user_domain_id="default",
            project_domain_id="default",
        )

    def _register(self) -> None:
        """Tell Keystone of the services and Cinder's user, and make a plain member."""
        # One of its own: the catalog of this sign-in has no Cinder yet.
        session = Session(self._sign_in(ADMIN))

        def post(path: str, key: str, **fields: str) -> str:
            answer = session.post(self.auth_url + path, json={key: fields})
            made: str = answer.json()[key]["id"]
            return made

        roles = session.get(f"{self.auth_url}/roles").json()["roles"]
        role_ids: Mapping[str, str] = {role["name"]: role["id"] for role in roles}
        for user, project, role in (
            ("cinder", "service", "admin"),
            (MEMBER, MEMBER, "member"),
        ):
            project_id = post("/projects", "project", name=project, domain_id="default")
            user_id = post(
                "/users", "user", name=user, password=self._password, domain_id="default"
            )
            grant = f"/projects/{project_id}/users/{user_id}/roles/{role_ids[role]}"
            session.put(self.auth_url + grant)
        for name, (kind, path) in self._catalog.items():
            service_id = post("/services", "service", name=name, type=kind)
            post(
                "/endpoints", "endpoint", service_id=service_id, interface="public",
                region_id="RegionOne", url=f"http://127.0.0.1:{self._ports[name]}{path}",
            )  # fmt: skip


def _take(port: int) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/parity") as answer:
        taken: list[dict[str, Any]] = json.load(answer)
        return taken
