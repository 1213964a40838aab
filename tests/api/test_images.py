"""``image create`` and ``volume reimage`` with a real Glance, and what needs none to be refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import Blockctl
from tests.api.glance import CONTENT, Images, running_glance, standalone


@pytest.fixture(scope="module")
def glance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    with running_glance(tmp_path_factory.mktemp("images") / "glance") as found:
        yield found


@pytest.fixture(scope="module")
def run(glance: Images, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blockctl]:
    """The command, with a standalone service that knows the Glance."""
    folder = tmp_path_factory.mktemp("standalone")
    with standalone(folder, glance):
        yield Blockctl(folder)


def shown(blockctl: Blockctl, *args: str) -> Any:
    return json.loads(blockctl(*args, "-f", "json").stdout)


def refused(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    done = blockctl("-q", *args, check=False)
    return done.returncode, done.stderr.splitlines()[0]


def test_a_volume_is_uploaded_while_it_is_waited_for(run: Blockctl, glance: Images) -> None:
    volume = shown(run, "volume", "create", "--size", "1", "--wait", "source")
    made = shown(
        run, "image", "create", "--volume", "source", "--protected", "--shared", "--wait", "picture"
    )
    assert list(made) == sorted(made)
    assert (made["id"], made["image_name"], made["size"]) == (volume["id"], "picture", 1)
    assert (made["volume_type"], made["disk_format"]) == ("__DEFAULT__", "raw")
    assert made["status"] == "available"
    image = glance.show(made["image_id"])
    assert (image["status"], image["protected"], image["visibility"]) == ("active", True, "shared")
    code, told = refused(run, "image", "create", "--volume", "source", "--disk-format", "iso", "x")
    assert code == 1
    assert told.startswith(f"Uploading volume {volume['id']} was refused: ")


def test_an_attached_volume_is_uploaded_by_force_only(run: Blockctl, glance: Images) -> None:
    volume = shown(run, "volume", "create", "--size", "1", "--wait", "held")["id"]
    attachment = shown(run, "volume", "attachment", "create", volume)["ID"]
    run("volume", "attachment", "complete", attachment)
    assert refused(run, "image", "create", "--volume", "held", "x")[0] == 5
    made = shown(run, "image", "create", "--volume", "held", "--force", "--wait", "x")
    assert glance.show(made["image_id"])["status"] == "active"
    assert shown(run, "volume", "show", volume)["status"] == "in-use"


def test_a_volume_is_overwritten_with_an_image(run: Blockctl, glance: Images) -> None:
    image = glance.upload()
    volume = shown(run, "volume", "create", "--size", "1", "--wait", "target")["id"]
    path = run.folder / "state/standalone/volumes" / f"volume-{volume}"
    run("volume", "reimage", "--wait", "target", image)
    with path.open("rb") as file:
        assert file.read(len(CONTENT)) == CONTENT
    now = shown(run, "volume", "show", "target")
    assert (now["status"], now["volume_image_metadata"]["image_id"]) == ("available", image)

    # A volume in error is so afterwards too, and has the data all the same.
    run("volume", "set", "--state", "error", "target")
    told = run("-q", "volume", "reimage", "--wait", "target", image).stderr
    assert "in status error as before, with the data of the image." in told

    run("volume", "attachment", "create", _fresh(run, "reserved"))
    assert refused(run, "volume", "reimage", "reserved", image)[0] == 5
    # Cinder writes the data, tells Nova of it, and finds none.
    args = ("volume", "reimage", "--reimage-reserved", "--wait", "reserved", image)
    done = run(*args, check=False)
    assert (done.returncode, "was not reimaged: " in done.stderr) == (1, True)
    assert shown(run, "volume", "show", "reserved")["volume_image_metadata"]["image_id"] == image


def test_an_image_that_does_not_fit_is_refused(run: Blockctl, glance: Images) -> None:
    image = glance.upload()
    glance(
        "PATCH",
        f"/images/{image}",
        json.dumps([{"op": "replace", "path": "/min_disk", "value": 9}]).encode(),
        "application/openstack-images-v2.1-json-patch",
    )
    _fresh(run, "small")
    code, told = refused(run, "volume", "reimage", "--wait", "small", image)
    assert code != 0
    assert "minDisk" in told or "min_disk" in told
    assert shown(run, "volume", "show", "small")["status"] == "available"


def test_images_from_elsewhere_are_openstacks(blockctl: Blockctl) -> None:
    code, told = refused(blockctl, "image", "create", "x")
    assert (code, told) == (
        2,
        "--volume is needed; for an image from elsewhere: openstack image create",
    )
    for option in (["--file", "f"], ["--property", "a=b"], ["--import"], ["--min-disk", "1"]):
        done = blockctl("image", "create", "--volume", "v", *option, "x", check=False)
        assert done.returncode == 2
        assert f"openstack image create {option[0]}" in done.stderr
    assert refused(blockctl, "image", "create", "--volume", "v", "--public", "--shared", "x") == (
        2,
        "--public and --shared exclude each other.",
    )


def test_what_an_older_service_lacks_is_said(blockctl: Blockctl) -> None:
    old = ("--os-volume-api-version", "3.67", "volume", "reimage", "any", "any")
    sentence = (
        "Reimaging a volume needs volume API version 3.68, but the service is pinned to 3.67."
    )
    assert refused(blockctl, *old) == (2, sentence)


def _fresh(run: Blockctl, name: str) -> str:
    made: str = shown(run, "volume", "create", "--size", "1", "--wait", name)["id"]
    return made
