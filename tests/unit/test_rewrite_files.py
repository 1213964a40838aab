"""``migrate script`` on files and folders: what is shown, written, asked, passed over, refused."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from blockctl.errors import ExitCode
from blockctl.migration.script import saving
from blockctl.migration.script.files import LONGEST, Script, scripts
from tests.unit.conftest import Run

OLD = "#!/bin/sh\ncinder delete a\necho b\ncinder extend b 5\n"
NEW = "#!/bin/sh\nblockctl volume delete a\necho b\nblockctl volume set --size 5 b\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "nightly.sh"
    path.write_text(OLD)
    path.chmod(0o751)
    return path


def test_the_difference_is_shown_and_patch_takes_it(run: Run, script: Path) -> None:
    shown = run("migrate", "script", "nightly.sh")
    assert shown.code == ExitCode.DONE
    assert script.read_text() == OLD
    assert "2 lines would change, 0 for a person. Write it with --write." in shown.err
    subprocess.run(["patch", "-p0"], input=shown.out, text=True, check=True, capture_output=True)
    assert script.read_text() == NEW


def test_every_byte_of_the_difference_is_the_files_and_an_end_that_lacks_is_told(
    script: Path, env: dict[str, str]
) -> None:
    script.write_bytes(b"echo \xfe\r\ncinder delete \xff")
    shown = subprocess.run(
        [sys.executable, "-m", "blockctl", "migrate", "script", "nightly.sh"],
        env=env,
        capture_output=True,
        check=True,
    )
    assert shown.stdout.endswith(
        b" echo \xfe\r\n"
        b"-cinder delete \xff\n\\ No newline at end of file\n"
        b"+blockctl volume delete \xff\n\\ No newline at end of file\n"
    )


def test_a_folder_without_scripts_is_told_apart_from_one_that_is_done(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "notes").mkdir()
    assert run("migrate", "script", "notes").err == "No shell script was found.\n"


def test_writing_keeps_mode_and_owner_and_a_second_run_finds_nothing(
    run: Run, script: Path
) -> None:
    if os.geteuid() == 0:
        os.chown(script, 1234, 5678)
    before = script.stat()
    assert run("migrate", "script", "--check", str(script)).code == ExitCode.FINDING
    assert run("migrate", "script", "--write", str(script)).code == ExitCode.DONE
    after = script.stat()
    assert script.read_text() == NEW
    assert stat.S_IMODE(after.st_mode) == 0o751
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert os.listdir(script.parent).count("nightly.sh") == 1
    assert not [name for name in os.listdir(script.parent) if name.startswith(".nightly")]
    assert run("migrate", "script", "--check", str(script)).code == ExitCode.DONE


def test_a_place_for_a_person_is_found_by_check_and_told_with_its_line(
    run: Run, script: Path
) -> None:
    script.write_text("true\ncinder $VERB a\n")
    checked = run("migrate", "script", "--check", "nightly.sh")
    assert checked.code == ExitCode.FINDING
    assert "nightly.sh:2: for a person: `cinder $VERB a`: What $VERB holds" in checked.err
    assert "0 lines would change, 1 for a person." in checked.err


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ("n\ny\n", OLD.replace("cinder extend b 5", "blockctl volume set --size 5 b")),
        ("y\nq\n", OLD.replace("cinder delete", "blockctl volume delete")),
        ("a\n", NEW),
        ("q\n", OLD),
    ],
)
def test_each_change_is_asked_for(
    script: Path, env: dict[str, str], answers: str, wanted: str
) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "blockctl", "migrate", "script", "--interactive", str(script)],
        input=answers,
        env=env,
        text=True,
        capture_output=True,
        check=True,
    )
    assert script.read_text() == wanted
    assert asked.stdout.startswith("--- ")


def test_without_an_answer_nothing_is_written(run: Run, script: Path) -> None:
    assert run("migrate", "script", "--interactive", str(script)).code != ExitCode.DONE
    assert script.read_text() == OLD


def test_a_folder_is_walked_for_shell_scripts(run: Run, tmp_path: Path) -> None:
    for name, text in {
        "a/plain": OLD,
        "a/b.bash": "cinder delete a\n",
        "a/env": OLD.replace("/bin/sh", "/usr/bin/env -S bash"),
        "a/fish": OLD.replace("/bin/sh", "/usr/bin/fish"),
        "a/notes.txt": "cinder delete a\n",
        "a/.git/hook.sh": OLD,
        "a/binary.sh": "cinder delete a\0\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "a/huge.sh").write_bytes(b"#" * (LONGEST + 1))
    (tmp_path / "a/link.sh").symlink_to("plain")
    walked = run("migrate", "script", "--write", "a")
    assert walked.code == ExitCode.DONE
    changed = {
        path.name
        for path in (tmp_path / "a").iterdir()
        if path.is_file() and b"blockctl" in path.read_bytes()
    }
    assert changed == {"plain", "b.bash", "env", "link.sh"}
    assert (tmp_path / "a/link.sh").is_symlink()
    assert "a/binary.sh: passed over: it is binary" in walked.err
    assert "a/huge.sh: passed over: it is longer than 4 MiB" in walked.err


def test_what_is_named_and_is_no_script_is_passed_over_with_a_line(
    run: Run, script: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(script)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "tool.py").write_text("#!/usr/bin/python3\ncinder list\n")
    done = run("migrate", "script", "--write", "link", "pipe", "tool.py")
    assert "link: passed over: it is a link" in done.err
    assert "pipe: passed over: it is no regular file" in done.err
    assert "tool.py: passed over: it is no shell script" in done.err
    assert script.read_text() == OLD


def test_a_path_that_is_not_there_is_refused_before_anything_is_written(
    run: Run, script: Path
) -> None:
    refused = run("migrate", "script", "--write", str(script), "gone.sh")
    assert refused.code == ExitCode.NOT_FOUND
    assert "gone.sh" in refused.err
    assert script.read_text() == OLD


def test_a_file_with_two_names_is_not_written_but_others_are(
    run: Run, script: Path, tmp_path: Path
) -> None:
    os.link(script, tmp_path / "other.sh")
    (tmp_path / "third.sh").write_text(OLD)
    done = run("migrate", "script", "--write", "nightly.sh", "third.sh")
    assert done.code == ExitCode.SOME_FAILED
    assert "nightly.sh is not written: it has other names" in done.err
    assert script.read_text() == OLD
    assert (tmp_path / "third.sh").read_text() == NEW


def test_a_file_that_changed_meanwhile_is_left_as_it_is(script: Path) -> None:
    (found,) = scripts([script])
    assert isinstance(found, Script)
    script.write_text("echo of another editor\n")
    with pytest.raises(saving.Unsaved, match="changed meanwhile"):
        saving.save(found, b"x")
    assert script.read_text() == "echo of another editor\n"
    assert [path.name for path in script.parent.glob(".nightly*")] == []


def test_no_escape_of_a_script_reaches_a_terminal(run: Run, script: Path) -> None:
    script.write_text("cinder $'\033[31m' \033]0;x\007\ncinder lst \033[1m\n")
    told = run("migrate", "script", "--check", "nightly.sh")
    assert "\033" not in told.err
    assert "\\x1b" in told.err


def test_options_that_exclude_each_other_are_refused(run: Run, script: Path) -> None:
    assert run("migrate", "script", "--write", "--check", str(script)).code == ExitCode.USAGE
    assert script.read_text() == OLD


@pytest.mark.parametrize("package", ["tree_sitter", "tree_sitter_bash"])
def test_without_the_extra_one_sentence_says_what_to_install(
    script: Path, env: dict[str, str], package: str
) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from blockctl.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "migrate", "script", "--write", str(script)],
        env=env,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == ExitCode.FAILED
    assert "pip install 'blockctl[migrate]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert script.read_text() == OLD
