"""The global options that take a value, as data: ``--help`` imports no library for them.

The option of a key is ``--os-`` and the key with dashes, its variable ``OS_`` and the key in
capitals. Those for signing in are the options of keystoneauth1's plugins and of cinderclient's
``noauth``; tests hold the list against keystoneauth1's own.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Setting(NamedTuple):
    """A key of a cloud's configuration that an option and a variable can give."""

    key: str
    metavar: str
    help: str
    secret: bool = False
    choices: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """The option's spelling."""
        return f"--os-{self.key.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """The variable's name."""
        return f"OS_{self.key.upper()}"


CONNECTION = (
    Setting("cloud", "NAME", "The cloud in clouds.yaml to use."),
    Setting("region_name", "REGION", "The region of the cloud."),
    Setting(
        "interface",
        "INTERFACE",
        "Which endpoint of the catalog: public (the default), internal or admin.",
        choices=("public", "internal", "admin"),
    ),
    Setting("volume_api_version", "3.X", "Insist on this microversion."),
    Setting("cacert", "FILE", "Trust the certificate authorities in this file or folder."),
    Setting("cert", "FILE", "Show this client certificate."),
    Setting("key", "FILE", "The private key of the client certificate."),
)

SIGN_IN = (
    Setting("auth_type", "TYPE", "How to sign in: password by default."),
    Setting("auth_url", "URL", "The identity service."),
    Setting("username", "NAME", "Who signs in."),
    Setting("user_id", "ID", "Who signs in."),
    Setting("user_domain_name", "NAME", "The domain of the user."),
    Setting("user_domain_id", "ID", "The domain of the user."),
    Setting("password", "PASSWORD", "The user's password.", secret=True),
    Setting("project_name", "NAME", "The project to work in."),
    Setting("project_id", "ID", "The project to work in."),
    Setting("project_domain_name", "NAME", "The domain of the project."),
    Setting("project_domain_id", "ID", "The domain of the project."),
    Setting("domain_name", "NAME", "The domain to work in, instead of a project."),
    Setting("domain_id", "ID", "The domain to work in, instead of a project."),
    Setting("system_scope", "SCOPE", "Work on the whole system ('all') instead of a project."),
    Setting("default_domain", "ID", "The domain where none is named: 'default'."),
    Setting("default_domain_name", "NAME", "The domain of user and project where none is named."),
    Setting("default_domain_id", "ID", "The domain of user and project where none is named."),
    Setting("trust_id", "ID", "The trust to act under."),
    Setting("application_credential_id", "ID", "The application credential to sign in with."),
    Setting("application_credential_name", "NAME", "The same by its name, with the user's."),
    Setting("application_credential_secret", "SECRET", "Its secret.", secret=True),
    Setting("token", "TOKEN", "A token to sign in with, or to send as it is.", secret=True),
    Setting("endpoint", "URL", "The volume service, for auth types without a catalog."),
)

OTHER_SIGN_IN = (
    Setting("passcode", "CODE", "The one-time passcode of v3totp.", secret=True),
    Setting("auth_methods", "METHODS", "The methods of v3multifactor, with commas."),
    Setting("identity_provider", "NAME", "Federation: the identity provider."),
    Setting("protocol", "NAME", "Federation: the protocol."),
    Setting("identity_provider_url", "URL", "SAML and ADFS: where the provider signs in."),
    Setting("service_provider_endpoint", "URL", "ADFS: the service provider's endpoint."),
    Setting("service_provider_entity_id", "ID", "ADFS: the service provider's entity."),
    Setting("client_id", "ID", "OpenID Connect: the client."),
    Setting("client_secret", "SECRET", "OpenID Connect: the client's secret.", secret=True),
    Setting("openid_scope", "SCOPE", "OpenID Connect: the scope to ask for."),
    Setting("access_token_endpoint", "URL", "OpenID Connect: where tokens are given."),
    Setting("access_token_type", "TYPE", "OpenID Connect: access_token or id_token."),
    Setting("access_token", "TOKEN", "OpenID Connect: a token of the provider.", secret=True),
    Setting("discovery_endpoint", "URL", "OpenID Connect: the provider's discovery document."),
    Setting("device_authorization_endpoint", "URL", "OpenID Connect: where devices ask."),
    Setting("code_challenge_method", "METHOD", "OpenID Connect: the method of PKCE."),
    Setting("code", "CODE", "OpenID Connect: the authorization code.", secret=True),
    Setting("redirect_uri", "URL", "OpenID Connect: where the provider sends the browser."),
    Setting("idp_otp_key", "NAME", "OpenID Connect: the field of a one-time password."),
    Setting("redirect_host", "HOST", "v3websso: where to wait for the browser."),
    Setting("redirect_port", "PORT", "v3websso: the port to wait on."),
    Setting("login_timeout", "SECONDS", "v3websso: how long to wait for the browser."),
    Setting("oauth2_endpoint", "URL", "OAuth 2.0: where tokens are given."),
    Setting("oauth2_client_id", "ID", "OAuth 2.0: the client."),
    Setting("oauth2_client_secret", "SECRET", "OAuth 2.0: the client's secret.", secret=True),
)

# Taken as openrc files and older scripts write them, and shown nowhere.
OLDER = (
    Setting("endpoint_type", "INTERFACE", "See --os-interface."),
    Setting("url", "URL", "See --os-endpoint."),
    Setting("tenant_name", "NAME", "See --os-project-name."),
    Setting("tenant_id", "ID", "See --os-project-id."),
    Setting("identity_api_version", "VERSION", "Version 3 is spoken."),
)

SECRETS = tuple(setting for setting in (*SIGN_IN, *OTHER_SIGN_IN) if setting.secret)
SECRET_FILES = tuple(
    Setting(f"{setting.key}_file", "FILE", f"Where {setting.option} stands; '-' is standard input.")
    for setting in SECRETS
)
ALL = (*CONNECTION, *SIGN_IN, *OTHER_SIGN_IN, *SECRET_FILES, *OLDER)

# Older names of keys, as files, variables and keystoneauth1's deprecated options have them.
ALIASES: Mapping[str, str] = {
    "auth_plugin": "auth_type",
    "auth_token": "token",
    "authorization_code": "code",
    "endpoint_type": "interface",
    "tenant_id": "project_id",
    "tenant_name": "project_name",
    "url": "endpoint",
    "user_name": "username",
}

# What a cloud's ``auth`` section may hold, and what keystoneauth1's plugins take.
AUTH_KEYS = frozenset(
    setting.key
    for setting in (*SIGN_IN, *OTHER_SIGN_IN)
    if setting.key not in ("auth_type", "default_domain")
)

# Secrets that a person is asked for, by auth type (keystoneauth1's options with a prompt, and as
# OSC does for whatever ends with "password").
_PASSWORD = {"password": "Password: "}
_PASSCODE = {"passcode": "TOTP passcode: "}
PROMPTS: Mapping[str, Mapping[str, str]] = {
    "http_basic": _PASSWORD,
    "password": _PASSWORD,
    "v2password": _PASSWORD,
    "v3adfspassword": _PASSWORD,
    "v3oidcpassword": _PASSWORD,
    "v3password": _PASSWORD,
    "v3samlpassword": _PASSWORD,
    "v3totp": _PASSCODE,
}

# Secrets that are good for one use: they open a session, and do not tell who it belongs to.
ONE_TIME = frozenset({"passcode", "code"})
