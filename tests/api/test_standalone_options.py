"""``standalone up --config`` and ``--python``, and a service of a user who is not root."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockctl import loops
from blockctl.errors import ExitCode
from blockctl.standalone import record
from tests.api.conftest import Blockctl
from tests.api.standalone_api import Api, settled

NOBODY = 65534
# With the right to search folders, as the interpreter may be below root's own.
BECOME_NOBODY = [
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs",
    "--bounding-set=-all,+dac_read_search", "--inh-caps=-all,+dac_read_search",
    "--ambient-caps=-all,+dac_read_search",
]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Blockctl]:
    run = Blockctl(tmp_path)
    yield run
    run("standalone", "reset", "--yes", "--force", check=False)
    assert record.read(tmp_path / "state" / "standalone") is None


def up(run: Blockctl, *options: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return run("standalone", "up", "--port", str(run.port), *options, check=check)


def test_a_configuration_is_merged_and_kept(run: Blockctl) -> None:
    file = run.folder / "mine.conf"
    folder = run.folder / "by hand"
    folder.mkdir()
    file.write_text(
        "[DEFAULT]\nenabled_backends = file,mine\nosapi_max_limit = 7\n"
        "[mine]\nvolume_driver = blockctl.standalone.driver.FileDriver\n"
        f"volume_backend_name = mine\nblockctl_volume_folder = {folder}\n"
    )
    up(run, "--config", "mine.conf")
    for _ in range(2):
        pools = run("volume", "backend", "pool", "list", "-f", "value").stdout.split()
        assert sorted(pools) == ["standalone@file#file", "standalone@mine#mine"]
        code, answer = Api(run)("GET", "/volumes?limit=8")
        assert (code, answer) == (200, {"volumes": []})
        run("standalone", "down")
        up(run)
    run("standalone", "down")
    up(run, "--no-config")
    assert "mine" not in run("volume", "backend", "pool", "list", "-f", "value").stdout


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (None, ExitCode.USAGE, "mine.conf cannot be read: No such file or directory."),
        ("nonsense\n", ExitCode.USAGE, "mine.conf is no configuration file: "),
        ("\0\udcff", ExitCode.USAGE, "mine.conf is no configuration file: it is not text."),
        ("[DEFAULT]\nosapi_max_limit = many\n", ExitCode.UNREACHABLE, "osapi_max_limit"),
        ("[DEFAULT]\nauth_strategy = keystone\n", ExitCode.UNREACHABLE, "sets auth_strategy"),
        (
            "[DEFAULT]\nenabled_backends = gone\n",
            ExitCode.UNREACHABLE,
            "ailed to initialize driver",
        ),
    ],
)
def test_a_bad_configuration_is_one_sentence(
    run: Blockctl, text: str | None, code: ExitCode, told: str
) -> None:
    if text is not None:
        (run.folder / "mine.conf").write_bytes(text.encode("utf-8", "surrogateescape"))
    refused = up(run, "--config", "mine.conf", check=False)
    assert refused.returncode == code
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr
    up(run)  # what failed is not kept for the next start


def test_another_interpreter_that_has_cinder(run: Blockctl, tmp_path: Path) -> None:
    """An environment with this one's Cinder, but not its blockctl."""
    venv.create(tmp_path / "env", symlinks=True)
    [packages] = (tmp_path / "env" / "lib").glob("python*/site-packages")
    [ours] = [Path(entry) for entry in sys.path if (Path(entry) / "cinder").is_dir()]
    for path in ours.iterdir():
        if "blockctl" not in path.name:
            (packages / path.name).symlink_to(path)
    python = str(tmp_path / "env" / "bin" / "python")
    (tmp_path / "env" / "etc").symlink_to(Path(sys.prefix) / "etc")
    alone = subprocess.run(
        [python, "-I", "-c", "import blockctl"], capture_output=True, check=False
    )
    assert b"No module named 'blockctl'" in alone.stderr
    up(run, "--python", python)
    pid = record.read(run.folder / "state" / "standalone").pid  # type: ignore[union-attr]
    assert Path(f"/proc/{pid}/cmdline").read_bytes().startswith(python.encode())
    run("volume", "create", "--size", "1", "--wait", "v")
    run("volume", "delete", "--wait", "v")


def test_interpreters_that_are_refused(run: Blockctl, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty", symlinks=True)
    without = up(run, "--python", f"{tmp_path}/empty/bin/python", check=False)
    assert without.returncode == ExitCode.FAILED
    assert "empty/bin/python has no Cinder." in without.stderr
    assert "-m pip install cinder" in without.stderr
    for wrong, told in (("gone", "cannot be run: No such file"), ("/bin/true", "is no Python")):
        refused = up(run, "--python", wrong, check=False)
        assert refused.returncode == ExitCode.USAGE
        assert told in refused.stderr
    assert not (run.folder / "state" / "standalone" / "choices.json").exists()
    assert not list((run.folder / "state").rglob("cinder.*"))


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="becoming another user needs root"
)
def test_without_root_volumes_are_plain_files(tmp_path: Path) -> None:
    run = Blockctl(tmp_path)
    for name in ("state", "run", "cache"):
        (tmp_path / name).mkdir(mode=0o700)
        os.chown(tmp_path / name, NOBODY, NOBODY)

    def nobody(*arguments: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [*BECOME_NOBODY, sys.executable, "-m", "blockctl", *arguments], env=run.env,
            cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done

    try:
        told = nobody("standalone", "up", "--port", str(run.port)).stderr
        assert "Without root, volumes attach as plain files" in told
        made = nobody("volume", "create", "--size", "1", "--wait", "v", "-f", "value", "-c", "id")
        path = tmp_path / "state" / "standalone" / "volumes" / f"volume-{made.stdout.strip()}"
        assert path.stat().st_uid == NOBODY
        attached = nobody("local", "attach", "v", "-f", "value", "-c", "path").stdout.strip()
        assert attached == str(path)
        listed = nobody("local", "list", "-f", "value").stdout
        assert str(path) in listed
        path.write_bytes(b"written" + bytes(1024**2))
        os.truncate(path, 1024**3)
        nobody("volume", "set", "--size", "2", "v")
        settled(lambda: path.stat().st_size == 2 * 1024**3)
        nobody("local", "detach", "v")
        clone = nobody(
            "volume", "create", "--source", "v", "--wait", "c", "-f", "value", "-c", "id"
        )
        copied = path.with_name(f"volume-{clone.stdout.strip()}")
        assert copied.read_bytes()[:7] == b"written"
        assert loops.of_file(path) + loops.of_file(copied) == []
    finally:
        nobody("standalone", "reset", "--yes", "--force")
