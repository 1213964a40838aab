"""The lab itself: what it promises to the tests that stand on it."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.guest import Guest, GuestFailed
from tests.lab.inside import backing, data, network, remains
from tests.lab.lab import Lab, running
from tests.lab.places import PROJECT


def test_programs_and_functions_tell_how_they_ended(guest: Guest) -> None:
    done = guest.run(["sh", "-c", "cat; echo trouble >&2; exit 3"], given=b"in", check=False)
    assert (done.out, done.err, done.status) == ("in", "trouble\n", 3)
    assert guest.run(["nothing-of-the-kind"], check=False).status == 127
    with pytest.raises(GuestFailed, match="No such file"):
        guest.call(data.size, "/nowhere")
    assert guest.call(remains.found) == {}


def test_what_runs_in_the_guest_can_be_killed_in_the_middle(guest: Guest) -> None:
    running = guest.start(["sleep", "1000"])
    running.kill()
    assert running.wait(10).status == -signal.SIGKILL


def test_a_reset_undoes_what_was_done(lab: Lab, guest: Guest) -> None:
    guest.call(backing.create, "volume-1", 16)
    guest.call(network.fail, 1)
    guest.run(["touch", "/root/a-trace"])
    lab.reset()
    assert guest.call(backing.names) == []
    assert network.IPV4[0] in guest.run(["ip", "-brief", "address"]).out
    assert guest.run(["test", "-e", "/root/a-trace"], check=False).status == 1


def test_a_reboot_keeps_the_disks_only(lab: Lab, guest: Guest) -> None:
    device = guest.call(backing.create, "volume-1", 16)
    digest = guest.call(data.write, device, 1, 4)
    guest.run(["touch", "/run/a-trace"])
    before = guest.greet(10)
    lab.reboot()
    assert lab.guest.greet(10) != before
    assert lab.guest.run(["test", "-e", "/run/a-trace"], check=False).status == 1
    assert lab.guest.call(data.read, device, 4) == digest


def test_a_power_cut_keeps_what_was_flushed(lab: Lab, guest: Guest) -> None:
    guest.run(["sh", "-c", "echo safe >/root/flushed && sync /root/flushed"])
    guest.run(["sh", "-c", "echo lost >/root/not-flushed"])
    guest.start(["sh", "-c", "while echo more; do :; done >/root/growing"])
    lab.power_cut()
    assert lab.guest.run(["cat", "/root/flushed"]).out == "safe\n"
    assert lab.guest.run(["cat", "/root/not-flushed"], check=False).out == ""
    checked = lab.guest.run(["cat", "/run/initramfs/fsck.log"]).out
    assert "recovering journal" in checked
    assert "exited with status code 1\n" in checked  # errors corrected: fsck(8)


def test_nothing_is_left_when_the_tests_are_killed() -> None:
    code = "import time; from tests.lab.lab import running\n"
    code += "with running() as lab:\n"
    code += "    print(lab.machine.pid, lab.machine.folder, flush=True); time.sleep(1000)"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        pid, folder = tests.stdout.readline().split()
        machine = os.pidfd_open(int(pid))
        tests.kill()
    assert select.select([machine], [], [], 10)[0], "QEMU runs on"
    os.close(machine)
    with running():
        pass
    assert not Path(folder).exists()
