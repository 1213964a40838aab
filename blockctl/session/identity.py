"""One user of one cloud: the access that is kept, or that signing in gives."""

from collections.abc import Callable, Mapping

from blockctl.cloud.model import CloudConfig
from blockctl.cloud.secrets import prompted
from blockctl.session import tokens
from blockctl.session.access import Access, without_identity_service

# Told of each request to the identity service: method, URL, seconds.
Tell = Callable[[str, str, float], None]


class Identity:
    """``cloud`` says who it is; a secret that is missing is asked for once, when it is needed."""

    def __init__(self, env: Mapping[str, str], cloud: CloudConfig, tell: Tell) -> None:
        self._env = env
        self._cloud = cloud
        self._tell = tell

    def access(self) -> Access:
        """What the configuration or the token cache holds, else what signing in gives.

        Raises as prompted, without_identity_service and keystone.sign_in do.
        """
        # A one-time code is not asked for while what an earlier one opened is still open.
        kept = tokens.read(self._env, self._cloud)
        if kept is None:
            self._cloud = prompted(self._cloud)
            kept = without_identity_service(self._cloud) or tokens.read(self._env, self._cloud)
        return kept or self._sign_in()

    def renew(self) -> Access | None:
        """What signing in again gives; None where the access stands in the configuration."""
        if without_identity_service(self._cloud) is not None:
            return None
        tokens.forget(self._env, self._cloud)
        self._cloud = prompted(self._cloud)
        return self._sign_in()

    def _sign_in(self) -> Access:
        # Imports keystoneauth1, which a run with a kept token does without.
        from blockctl.session import keystone

        access = keystone.sign_in(self._cloud, self._tell)
        tokens.keep(self._env, self._cloud, access)
        return access
