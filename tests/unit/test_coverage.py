"""docs/reference/coverage.md, and what of cinder's options becomes nothing."""

import runpy
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
# Options of cinder's whose verb becomes the same commands without them, each with the reason.
BECOME_NOTHING = {
    ("local-attach", "--hostname"): "an attachment of this host is this host's",
    ("local-attach", "--mountpoint"): "cinder ignores it",
    ("local-detach", "--attachment_uuid"): "the ledger knows the attachment",
    ("local-detach", "--device_info"): "the ledger knows the device",
    ("local-detach", "--multipath"): "the ledger knows the paths",
    ("local-detach", "--enforce_multipath"): "the ledger knows the paths",
    ("manage", "--cluster"): "cinder sends a host too, and the service refuses both",
    ("manageable-list", "--detailed"): "is the default; only False takes words away",
    ("snapshot-manageable-list", "--detailed"): "is the default; only False takes words away",
}  # fmt: skip


@pytest.fixture(scope="module")
def build() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "build_coverage.py"))


def test_the_page_is_what_the_data_say(build: dict[str, Any]) -> None:
    kept = (DOCS / "reference" / "coverage.md").read_text(encoding="utf-8")
    assert kept == build["page"](), "run: python docs/build_coverage.py"


def test_no_option_of_cinders_is_lost(build: dict[str, Any]) -> None:
    places = [place for place in build["places"]() if place.option]
    lost = {(place.verb, place.option) for place in places if not place.adds}
    assert lost == set(BECOME_NOTHING)
    assert all(place.adds or place.why for place in places)
    assert len(places) > 300
