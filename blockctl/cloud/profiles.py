"""Vendor profiles: from clouds-public.yaml, else from openstacksdk where it is installed."""

import importlib
from collections.abc import Mapping
from typing import Any

from blockctl.cloud import files, merge
from blockctl.errors import BadUsage, Unreachable
from blockctl.output.terminal import note


def profile_of(cloud: Mapping[str, Any]) -> str | None:
    """The name of the profile that a cloud's entry builds on, by its present or its old key."""
    name = cloud.get("profile") or cloud.get("cloud")
    return str(name) if name else None


def load(env: Mapping[str, str], name: str, used_by: str) -> dict[str, Any]:
    """What profile ``name`` says, {} when nobody knows it (which is noted).

    ``used_by`` names the cloud and its file. Raises BadUsage when only openstacksdk could tell
    and it is not installed, and for a cloud that its vendor has shut down; Unreachable for a
    profile given as a URL that cannot be fetched.
    """
    path, document = files.load(env, files.PUBLIC)
    public = files.section(path, document, "public-clouds")
    if name in public:
        return merge.alike(files.section(path, public, name))
    return _from_openstacksdk(name, used_by)


def _from_openstacksdk(name: str, used_by: str) -> dict[str, Any]:
    try:
        vendors = importlib.import_module("openstack.config.vendors")
    except ImportError:
        raise BadUsage(
            f"{used_by} uses the vendor profile '{name}', which is in no clouds-public.yaml.",
            "Install openstacksdk beside blockctl, which brings the vendors' profiles.",
        ) from None
    try:
        profile = vendors.get_profile(name)
        if profile and profile.get("profile"):
            profile = vendors.get_profile(profile["profile"]) or profile
    # A profile may be a URL, fetched with requests; what fails there has no common class.
    except Exception as failure:
        raise Unreachable(f"The profile '{name}' of {used_by} cannot be fetched.") from failure
    if profile is None:
        note(f"Nobody knows the vendor profile '{name}' of {used_by}; it is passed over.")
        return {}
    if profile.get("status") == "shutdown":
        raise BadUsage(
            f"{used_by} uses the vendor profile '{name}', whose cloud was shut down: "
            f"{profile.get('message', '')}"
        )
    return merge.alike(profile)
