"""Options, variables and files that choose a cloud: the cases of test_cloud_choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HOME = "home/.config/openstack"
PASSWORD = {"username": "me", "password": "pw", "project_name": "p", "auth_url": "http://a:5000/v3"}
DOMAINS = {"user_domain_name": "ud", "project_domain_name": "pd"}
OPENRC = {f"OS_{key.upper()}": value for key, value in {**PASSWORD, **DOMAINS}.items()}


@dataclass(frozen=True)
class Choice:
    """Files (path to content, which is JSON and so YAML), variables and options."""

    files: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    argv: tuple[str, ...] = ()


def clouds(**named: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a clouds.yaml."""
    return {"clouds": named}


def home(**named: Mapping[str, Any]) -> dict[str, Any]:
    """The user's clouds.yaml with these clouds."""
    return {f"{HOME}/clouds.yaml": clouds(**named)}


AUTH = {**PASSWORD, **DOMAINS}
ONE = {"auth": AUTH, "region_name": "R1"}
OTHER = {"auth": {**AUTH, "username": "other"}}
REGIONS = {
    "auth": AUTH,
    "regions": ["R1", {"name": "R2", "values": {"auth": {"project_name": "p2"}, "verify": False}}],
}
APPLICATION = {
    "application_credential_id": "i",
    "application_credential_secret": "s",
    "auth_url": "http://a/v3",
}

SAME = {
    "the only cloud": Choice(home(one=ONE)),
    "a named cloud": Choice(home(one=ONE, two=OTHER), argv=("--os-cloud", "two")),
    "OS_CLOUD": Choice(home(one=ONE, two=OTHER), {"OS_CLOUD": "two"}),
    "option over OS_CLOUD": Choice(
        home(one=ONE, two=OTHER), {"OS_CLOUD": "two"}, ("--os-cloud", "one")
    ),
    "variables": Choice(env=OPENRC),
    "variables beside the only cloud": Choice(home(one=OTHER), OPENRC),
    "variables over a named cloud": Choice(
        home(one=ONE), {"OS_USERNAME": "env", "OS_PROJECT_NAME": "q"}, ("--os-cloud", "one")
    ),
    "options over variables": Choice(env=OPENRC, argv=("--os-username", "typed")),
    "options over a named cloud": Choice(
        home(one=ONE), argv=("--os-cloud", "one", "--os-password", "typed")
    ),
    "options alone": Choice(
        argv=(
            "--os-auth-url", "http://o/v3", "--os-username", "u", "--os-password", "w",
            "--os-project-id", "i", "--os-user-domain-id", "d", "--os-project-domain-id", "d",
        )
    ),
    "here before home": Choice({**home(one=ONE), "clouds.yaml": clouds(two=OTHER)}),
    "yml": Choice({f"{HOME}/clouds.yml": clouds(one=ONE)}),
    "json": Choice({f"{HOME}/clouds.json": clouds(one=ONE)}),
    "yaml before json": Choice({**home(one=ONE), f"{HOME}/clouds.json": clouds(two=OTHER)}),
    "XDG_CONFIG_HOME": Choice(
        {"xdg/openstack/clouds.yaml": clouds(one=ONE)}, {"XDG_CONFIG_HOME": "{folder}/xdg"}
    ),
    "XDG_CONFIG_HOME before home": Choice(
        {"xdg/openstack/clouds.yaml": clouds(one=ONE), **home(two=OTHER)},
        {"XDG_CONFIG_HOME": "{folder}/xdg"},
    ),
    "XDG_CONFIG_DIRS": Choice(
        {"site/openstack/clouds.yaml": clouds(one=ONE)}, {"XDG_CONFIG_DIRS": "{folder}/site"}
    ),
    "SNAP_REAL_HOME": Choice(
        {"snap/.config/openstack/clouds.yaml": clouds(one=ONE)},
        {"SNAP_REAL_HOME": "{folder}/snap"},
    ),
    "OS_CLIENT_CONFIG_FILE": Choice(
        {"mine.yaml": clouds(two=OTHER), **home(one=ONE)},
        {"OS_CLIENT_CONFIG_FILE": "{folder}/mine.yaml"},
    ),
    "secure.yaml beside": Choice(
        {
            **home(one={"auth": {**AUTH, "password": "old"}}),
            f"{HOME}/secure.yaml": clouds(one={"auth": {"password": "new"}}),
        }
    ),
    "secure.yaml elsewhere": Choice(
        {**home(one=ONE), "secure.yaml": clouds(one={"auth": {"password": "new"}})}
    ),
    "OS_CLIENT_SECURE_FILE": Choice(
        {**home(one=ONE), "s.json": clouds(one={"auth": {"password": "new"}})},
        {"OS_CLIENT_SECURE_FILE": "{folder}/s.json"},
    ),
    "clouds-public.yaml": Choice(
        {
            **home(one={"profile": "vendor", "auth": {"username": "me", **DOMAINS}}),
            f"{HOME}/clouds-public.yaml": {
                "public-clouds": {
                    "vendor": {
                        "auth": {"auth_url": "http://vendor/{region_name}/v3", "username": "x"},
                        "regions": ["V1", "V2"],
                        "interface": "internal",
                    }
                }
            },
        },
        argv=("--os-region-name", "V2"),
    ),
    "clouds-public.yaml by the old key": Choice(
        {
            **home(one={"cloud": "vendor", "auth": {"username": "me", **DOMAINS}}),
            "clouds-public.yaml": {
                "public-clouds": {
                    "vendor": {"auth": {"auth_url": "http://vendor/v3"}, "region_name": "V1"}
                }
            },
        }
    ),
    "the first region": Choice(home(one=REGIONS)),
    "a region with values": Choice(home(one=REGIONS), argv=("--os-region-name", "R2")),
    "OS_REGION_NAME of a named cloud": Choice(
        home(one=REGIONS, two=OTHER), {"OS_CLOUD": "one", "OS_REGION_NAME": "R2"}
    ),
    "a region that is none": Choice(home(one=REGIONS), argv=("--os-region-name", "R3")),
    "regions with commas": Choice(home(one={"auth": AUTH, "region_name": "R1,R2"})),
    "any region": Choice(home(one=OTHER), argv=("--os-region-name", "R9")),
    "a region of the service": Choice(home(one={**ONE, "volume_region_name": "RV"})),
    "interface": Choice(home(one={**ONE, "interface": "internal"})),
    "endpoint_type": Choice(home(one={**ONE, "endpoint_type": "internalURL"})),
    "--os-interface": Choice(
        home(one={**ONE, "interface": "internal"}), argv=("--os-interface", "admin")
    ),
    "OS_INTERFACE": Choice(env={**OPENRC, "OS_INTERFACE": "internal"}),
    "OS_ENDPOINT_TYPE": Choice(env={**OPENRC, "OS_ENDPOINT_TYPE": "internalURL"}),
    "an interface of the service": Choice(home(one={**ONE, "block_storage_interface": "admin"})),
    "interfaces in order": Choice(home(one={**ONE, "interface": ["internal", "public"]})),
    "service type and name": Choice(
        home(one={**ONE, "volume_service_type": "volumev3", "volume_service_name": "cinder"})
    ),
    "endpoint override": Choice(
        home(one={**ONE, "block_storage_endpoint_override": "http://o:8776/v3/%(project_id)s"})
    ),
    "endpoint override by an alias": Choice(
        home(one={**ONE, "volume_endpoint_override": "http://o:8776/v3"})
    ),
    "endpoint override in a variable": Choice(
        env={**OPENRC, "OS_VOLUME_ENDPOINT_OVERRIDE": "http://o:8776/v3"}
    ),
    "OS_CACERT": Choice(env={**OPENRC, "OS_CACERT": "/ca.pem"}),
    "files in the home": Choice(home(one={**ONE, "cacert": "~/a", "cert": "~/c", "key": "~/k"})),
    "--os-cacert": Choice(home(one={**ONE, "cacert": "/a"}), argv=("--os-cacert", "/b")),
    "--os-cert and --os-key": Choice(
        home(one=ONE), argv=("--os-cert", "/c.pem", "--os-key", "/k.pem")
    ),
    "verify false": Choice(home(one={**ONE, "verify": False})),
    "insecure true": Choice(home(one={**ONE, "insecure": True})),
    "--insecure": Choice(home(one=ONE), argv=("--insecure",)),
    "--verify": Choice(home(one={**ONE, "verify": False}), argv=("--verify",)),
    "--os-volume-api-version": Choice(home(one=ONE), argv=("--os-volume-api-version", "3.59")),
    "OS_VOLUME_API_VERSION": Choice(
        home(one=ONE), {"OS_CLOUD": "one", "OS_VOLUME_API_VERSION": "3.59"}
    ),
    "volume_api_version": Choice(home(one={**ONE, "volume_api_version": "3.59"})),
    "numbers are text": Choice(
        home(one={"auth": {**AUTH, "username": 42, "password": 12345}, "region_name": "7"})
    ),
    "dashes in keys": Choice(
        home(one={"auth": {**PASSWORD, "user-domain-id": "u", "project-domain-id": "p"}})
    ),
    "values beside auth": Choice(
        home(one={"auth": AUTH, "project_name": "beside", "username": "outside"})
    ),
    "tenants": Choice(
        env={
            "OS_TENANT_NAME": "t",
            **{key: value for key, value in OPENRC.items() if key != "OS_PROJECT_NAME"},
        }
    ),
    "one domain for both": Choice(home(one={"auth": {**PASSWORD, "domain_name": "D"}})),
    "one domain for both beside auth": Choice(home(one={"auth": PASSWORD, "domain_id": "d"})),
    "domain scope": Choice(
        home(
            one={
                "auth": {
                    "auth_url": "http://a/v3", "username": "me", "password": "pw",
                    "user_domain_name": "ud", "domain_name": "D", "project_domain_id": "x",
                }
            }
        )
    ),
    "system scope": Choice(
        home(
            one={
                "auth": {
                    "auth_url": "http://a/v3", "username": "me", "password": "pw", **DOMAINS,
                    "system_scope": "all",
                }
            }
        )
    ),
    "the default domain": Choice(
        env={
            **{key: value for key, value in OPENRC.items() if "DOMAIN" not in key},
            "OS_IDENTITY_API_VERSION": "3",
        }
    ),
    "another default domain": Choice(
        home(one={"auth": PASSWORD, "identity_api_version": "3"}),
        argv=("--os-default-domain", "corp"),
    ),
    "a token": Choice(
        home(one={"auth_type": "token", "auth": {"auth_url": "http://a/v3", "token": "t"}})
    ),
    "v3token in variables": Choice(
        env={"OS_AUTH_TYPE": "v3token", "OS_AUTH_URL": "http://a/v3", "OS_TOKEN": "t"}
    ),
    "admin_token in variables": Choice(
        env={"OS_AUTH_TYPE": "admin_token", "OS_ENDPOINT": "http://c/v3", "OS_TOKEN": "t"}
    ),
    "token_endpoint": Choice(
        home(one={"auth_type": "token_endpoint", "auth": {"endpoint": "http://c", "token": "t"}})
    ),
    "none": Choice(home(one={"auth_type": "none", "auth": {"endpoint": "http://c/v3"}})),
    "http_basic": Choice(
        home(
            one={
                "auth_type": "http_basic",
                "auth": {"endpoint": "http://c/v3", "username": "u", "password": "w"},
            }
        )
    ),
    "application credential": Choice(
        home(one={"auth_type": "v3applicationcredential", "auth": APPLICATION})
    ),
    "noauth": Choice(
        env={
            "OS_AUTH_TYPE": "noauth", "OS_ENDPOINT": "http://c/v3", "OS_USER_ID": "u",
            "OS_PROJECT_ID": "p",
        }
    ),
    "v3oidcpassword": Choice(
        home(
            one={
                "auth_type": "v3oidcpassword",
                "auth": {
                    "auth_url": "http://a/v3", "identity_provider": "i", "protocol": "openid",
                    "client_id": "c", "client_secret": "s", "username": "u", "password": "w",
                    "discovery_endpoint": "http://d", "openid_scope": "openid",
                },
            }
        )
    ),
    "--os-auth-type": Choice(home(one=ONE), argv=("--os-auth-type", "v3password")),
    "no such cloud": Choice(home(one=ONE), argv=("--os-cloud", "two")),
    "no file": Choice(argv=("--os-cloud", "two")),
    "envvars in the file": Choice(home(envvars=ONE), OPENRC),
    "OS_CLOUD_NAME": Choice(
        home(one=ONE), {**OPENRC, "OS_CLOUD_NAME": "mine"}, ("--os-cloud", "mine")
    ),
}  # fmt: skip

# Profiles that come with openstacksdk; others there are fetched from the vendor.
VENDORS = {
    name: Choice(home(one={"profile": name, "auth": {"username": "me", **DOMAINS}}))
    for name in ("catalyst", "citycloud", "otc", "elastx")
}

# Where ours does something else, and why.
OURS_ALONE = {
    "several clouds and none chosen: theirs goes on without any": (
        Choice(home(one=ONE, two=OTHER)),
        None,
    ),
    "a file that is named and missing: theirs takes another": (
        Choice(home(one=ONE), {"OS_CLIENT_CONFIG_FILE": "{folder}/missing.yaml"}),
        None,
    ),
    "variables without a URL: theirs fails later, naming none of them": (
        Choice(home(one=ONE), {"OS_USERNAME": "u", "OS_PASSWORD": "w"}),
        None,
    ),
    "a URL with a password in it: it would end up in logs": (
        Choice(env={**OPENRC, "OS_AUTH_URL": "http://me:pw@a/v3"}),
        None,
    ),
    "an endpoint and a token: theirs insists on a user name, against its own code": (
        Choice(env={"OS_ENDPOINT": "http://c/v3", "OS_TOKEN": "t"}),
        {"auth_type": "admin_token"},
    ),
    "auth_plugin: theirs knows the old key and then prefers its own default": (
        Choice(
            home(one={"auth_plugin": "v3token", "auth": {"auth_url": "http://a/v3", "token": "t"}})
        ),
        {"auth_type": "v3token"},
    ),
    "a token and a URL: theirs insists on a user name, against its own help": (
        Choice(env={"OS_AUTH_URL": "http://a/v3", "OS_TOKEN": "t"}),
        {"auth_type": "token"},
    ),
    "a variable that is no sign-in beside the only cloud: theirs takes it for a cloud": (
        Choice(home(one=ONE), {"OS_VOLUME_API_VERSION": "3"}),
        {"auth_type": "password"},
    ),
    "--verify where the file says insecure: theirs does not verify": (
        Choice(home(one={**ONE, "insecure": True}), argv=("--verify",)),
        {"verify": True},
    ),
    "a domain left out: theirs fills it in only for OS_IDENTITY_API_VERSION=3": (
        Choice(home(one={"auth": PASSWORD})),
        {"auth": {**PASSWORD, "user_domain_id": "default", "project_domain_id": "default"}},
    ),
}
