"""Which endpoint of a catalog is taken, and what is made of its URL."""

from typing import Any

import pytest

from blockctl.cloud import CloudConfig
from blockctl.errors import BadUsage
from blockctl.neighbours import NoSuchService
from blockctl.session.catalog import endpoint_in
from blockctl.session.neighbouring import versioned


def endpoint(interface: str, region: str) -> dict[str, str]:
    return {
        "interface": interface,
        "region": region,
        "region_id": region,
        "url": f"http://{interface}.{region.lower()}/image",
    }


DOCUMENT = {
    "catalog": [
        {"type": "compute", "endpoints": [endpoint("public", "R1")]},
        {
            "type": "image",
            "endpoints": [
                endpoint("admin", "R1"),
                endpoint("public", "R1"),
                endpoint("internal", "R1"),
                endpoint("public", "R2"),
            ],
        },
    ]
}


@pytest.mark.parametrize(
    ("interface", "region", "url"),
    [
        ("public", None, "http://public.r1/image"),
        ("public", "R2", "http://public.r2/image"),
        ("internal", "R1", "http://internal.r1/image"),
        ("publicURL", "R2", "http://public.r2/image"),
        (["internal", "public"], "R2", "http://public.r2/image"),
        (["internal", "public"], None, "http://internal.r1/image"),
    ],
)
def test_interface_and_region_choose(
    interface: str | list[str], region: str | None, url: str
) -> None:
    cloud = CloudConfig("a test", "password", region=region, interface=interface)
    assert endpoint_in(DOCUMENT, "image", cloud) == url


@pytest.mark.parametrize(
    ("interface", "region"), [("internal", "R2"), ("public", "R3"), ([], "R1")]
)
def test_another_region_or_interface_is_not_taken_instead(
    interface: str | list[str], region: str
) -> None:
    cloud = CloudConfig("a test", "password", region=region, interface=interface)
    with pytest.raises(NoSuchService, match="no image endpoint in region"):
        endpoint_in(DOCUMENT, "image", cloud)


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"catalog": None},
        {"catalog": ["x"]},
        {"catalog": [{"type": "image", "endpoints": None}]},
        {"catalog": [{"type": "image", "endpoints": ["x"]}]},
        {"catalog": [{"type": "image", "endpoints": [{"interface": {}, "url": "http://x"}]}]},
    ],
)
def test_a_catalog_that_is_none_has_nothing(document: Any) -> None:
    with pytest.raises(NoSuchService):
        endpoint_in(document, "image", CloudConfig("a test", "password"))


@pytest.mark.parametrize("url", [None, 7, {}, "http://[::1", "http://x/\r\nX-Evil: 1"])
def test_an_endpoint_that_is_no_url_is_refused(url: Any) -> None:
    document = {"catalog": [{"type": "image", "endpoints": [{"interface": "public", "url": url}]}]}
    with pytest.raises(BadUsage, match="The image endpoint in the catalog of a test"):
        endpoint_in(document, "image", CloudConfig("a test", "password"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://x:9292", "http://x:9292/v2.1"),
        ("http://x/compute/", "http://x/compute/v2.1"),
        ("http://x/v2.1", "http://x/v2.1"),
        ("http://x/v2/0f0f/", "http://x/v2/0f0f"),
        ("http://x/compute/v2.1/0f0f", "http://x/compute/v2.1/0f0f"),
        ("http://x/v1", "http://x/v2.1"),
        ("http://x/v3", "http://x/v2.1"),
        ("http://v2.example/", "http://v2.example/v2.1"),
        ("http://v2/", "http://v2/v2.1"),
        ("http://x/v20", "http://x/v2.1"),
    ],
)
def test_the_version_stands_in_the_path_once(url: str, expected: str) -> None:
    assert versioned(url, "v2", "v2.1") == expected
