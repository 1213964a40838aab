"""``local doctor`` on made-up hosts: files below a folder say what each has."""

from collections.abc import Callable
from pathlib import Path

import pytest

from blockctl.commands.local_doctor import PARTS as WORDS
from blockctl.connectors.doctor.examine import Told, examine
from blockctl.connectors.doctor.host import Host
from blockctl.connectors.doctor.parts import NAMES

KERNEL = "6.1.0-9-cloud-amd64"
NQN = "nqn.2014-08.org.nvmexpress:uuid:c0ffee00-0000-4000-8000-000000000003"
UUID = "c0ffee00-0000-4000-8000-000000000003"
GOOD = {
    "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
    "proc/sys/kernel/osrelease": KERNEL,
    f"lib/modules/{KERNEL}/modules.builtin": "kernel/drivers/block/loop.ko\n",
    f"lib/modules/{KERNEL}/modules.dep": "kernel/drivers/scsi/iscsi_tcp.ko.xz: kernel/libiscsi.ko\n"
    "kernel/drivers/nvme/host/nvme-tcp.ko:\nkernel/drivers/md/dm-multipath.ko.zst:\n"
    "kernel/fs/nfs/nfs.ko:\nkernel/drivers/block/rbd.ko:\n"
    "kernel/drivers/md/dm-mod.ko:\nkernel/drivers/md/dm-crypt.ko:\n",
    "etc/iscsi/initiatorname.iscsi": "# ours\nInitiatorName=iqn.1993-08.org.debian:01:1f2e3d\n",
    "etc/nvme/hostnqn": NQN + "\n",
    "etc/nvme/hostid": UUID + "\n",
    "sys/module/nvme_core/parameters/multipath": "Y\n",
    "etc/multipath.conf": "defaults {\n  find_multipaths yes\n}\n",
    "proc/net/unix": "Num RefCount Protocol Flags Type St Inode Path\n"
    "00: 00000002 00000000 00010000 0001 01 1234 @ISCSIADM_ABSTRACT_NAMESPACE\n",
    "proc/77/comm": "multipathd\n",
    "proc/77/cmdline": "/sbin/multipathd\0-d\0",
    "sys/class/fc_host/host3/port_state": "Online\n",
    "sys/class/fc_host/host3/port_name": "0x500143802426baf4\n",
}
TOOLS = (
    "iscsiadm", "multipath", "multipathd", "nvme", "rbd", "mount.nfs", "lvs", "lvchange",
    "cryptsetup",
)  # fmt: skip
# Lays out a host: the good one with these files instead, None for none, without these tools.
Lay = Callable[..., Host]


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lay:
    monkeypatch.setenv("BLOCKCTL_STATE_DIR", str(tmp_path / "own"))
    monkeypatch.setenv("BLOCKCTL_RUNTIME_DIR", str(tmp_path / "own-run"))
    root = tmp_path / "root"

    def make(files: dict[str, str | None] | None = None, without: tuple[str, ...] = ()) -> Host:
        for path, text in {**GOOD, **(files or {})}.items():
            if text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
        (root / "usr/sbin").mkdir(parents=True)
        for name in set(TOOLS) - set(without):
            (root / "usr/sbin" / name).touch(mode=0o755)
        return Host(root)

    return make


def told(host: Host, *asked: str) -> list[Told]:
    return list(examine(host, asked))


def troubles(host: Host, *asked: str) -> list[tuple[str, str, str]]:
    """Level, sentence and remedy of what is not well."""
    return [tuple(each.finding) for each in told(host, *asked) if each.finding.level != "ok"]  # type: ignore[misc]


def test_the_command_and_the_checks_know_the_same_transports() -> None:
    assert WORDS == NAMES


def test_on_a_good_host_all_is_well(lay: Lay) -> None:
    host = lay()
    assert [says for _, says, _ in troubles(host)] == [
        "Volumes over Fibre Channel go through os-brick; this is not tested on hardware."
    ]
    assert not any(each.is_fault for each in told(host, *NAMES))


def test_a_transport_without_tools_is_one_line_and_a_fault_only_when_asked_for(lay: Lay) -> None:
    host = lay({"etc/iscsi/initiatorname.iscsi": None}, without=("iscsiadm",))
    (line,) = troubles(host, "iscsi")
    assert line == ("missing", "Not set up.", "apt-get install open-iscsi")
    assert [each.is_fault for each in told(host, "iscsi")] == [True]
    assert not any(each.is_fault for each in told(host))


@pytest.mark.parametrize(
    ("release", "remedy"),
    [
        ('ID=ubuntu\nID_LIKE="debian"', "apt-get install open-iscsi"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"', "dnf install iscsi-initiator-utils"),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"', "zypper install open-iscsi"),
        ("ID=nixos", "Install open-iscsi (as Debian calls it)."),
        ("ID='torn", "Install open-iscsi (as Debian calls it)."),
    ],
)
def test_packages_are_named_as_the_distribution_does(lay: Lay, release: str, remedy: str) -> None:
    host = lay({"etc/os-release": release}, without=("iscsiadm",))
    assert troubles(host, "iscsi")[0][2] == remedy


@pytest.mark.parametrize(
    ("files", "part", "says"),
    [
        ({"etc/iscsi/initiatorname.iscsi": None}, "iscsi", "no iSCSI initiator name"),
        ({"etc/iscsi/initiatorname.iscsi": "GenerateName=yes\n"}, "iscsi", "only GenerateName"),
        (
            {"etc/iscsi/initiatorname.iscsi": "InitiatorName=host-1"},
            "iscsi",
            "'host-1' in /etc/iscsi/initiatorname.iscsi is no iSCSI name.",
        ),
        ({"etc/iscsi/initiatorname.iscsi": ""}, "iscsi", "no line InitiatorName="),
        ({"proc/net/unix": ""}, "iscsi", "iscsid does not run."),
        ({"proc/77/comm": "cat"}, "multipath", "multipathd does not run."),
        (
            {"etc/multipath.conf": "defaults {\n find_multipaths no\n}\n"},
            "multipath",
            "'find_multipaths no' in /etc/multipath.conf lets multipathd claim disks",
        ),
        (
            {"etc/multipath/conf.d/a.conf": 'defaults {\n find_multipaths "greedy"\n}\n'},
            "multipath",
            "'find_multipaths greedy' in /etc/multipath/conf.d/a.conf",
        ),
        (
            {"etc/multipath.conf": "defaults {\n}\nblacklist { devnode sda }\n"},
            "multipath",
            "The section 'blacklist' in /etc/multipath.conf stands on one line",
        ),
        ({"etc/nvme/hostnqn": "host-1"}, "nvme", "'host-1' in /etc/nvme/hostnqn is no NVMe name."),
        ({"etc/nvme/hostid": "host-1"}, "nvme", "'host-1' in /etc/nvme/hostid is no UUID."),
        (
            {"etc/nvme/hostid": UUID.replace("c0ffee", "decade")},
            "nvme",
            "/etc/nvme/hostid is not the UUID in /etc/nvme/hostnqn",
        ),
        ({"sys/class/fc_host/host3/port_state": "Linkdown"}, "fc", "is linkdown."),
    ],
)
def test_what_is_wrong_is_named_and_has_a_remedy(
    lay: Lay, files: dict[str, str | None], part: str, says: str
) -> None:
    host = lay(files)
    faults = [each.finding for each in told(host, part) if each.is_fault]
    assert [each.level for each in faults] == ["warning"]
    assert says in faults[0].says
    assert faults[0].remedy


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ('overrides {\n no_path_retry "queue"\n}\n', True),
        ("devices {\n device {\n  no_path_retry queue\n }\n}\n", True),
        ("defaults {\n # no_path_retry queue\n no_path_retry 12\n}\n", False),
    ],
)
def test_who_would_wait_for_ever_without_a_path_is_told(lay: Lay, text: str, is_told: bool) -> None:
    found = [each.finding for each in told(lay({"etc/multipath.conf": text}), "multipath")]
    queues = [each for each in found if "waits for ever" in each.says]
    assert [each.level for each in queues] == ["info"] * is_told


def test_comments_in_multipath_conf_configure_nothing(lay: Lay) -> None:
    text = "# find_multipaths no\n! blacklist { devnode sda }\ndefaults {\n find_multipaths on\n}\n"
    assert troubles(lay({"etc/multipath.conf": text}), "multipath") == []


def test_a_module_that_the_kernel_lacks_is_missing(lay: Lay) -> None:
    host = lay({f"lib/modules/{KERNEL}/modules.dep": "kernel/not_iscsi_tcp.ko:\n"})
    ((level, says, _),) = troubles(host, "iscsi")
    assert (level, says) == ("missing", f"The kernel {KERNEL} has no module iscsi_tcp.")


def test_a_kernel_without_its_modules_folder_is_not_judged(lay: Lay) -> None:
    ((level, says, _),) = troubles(lay({"proc/sys/kernel/osrelease": "7.0"}), "iscsi")
    assert (level, says) == (
        "info",
        "Whether the kernel has iscsi_tcp cannot be seen: there is no /lib/modules/7.0.",
    )


def test_native_multipath_that_is_off_is_told(lay: Lay) -> None:
    host = lay({"sys/module/nvme_core/parameters/multipath": "N\n"})
    ((level, says, remedy),) = troubles(host, "nvme")
    assert (level, remedy) == ("info", "Boot with nvme_core.multipath=Y.")
    assert "multipath is off" in says


def test_what_may_not_be_read_is_told(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may read everything; what the kernel says to others is said here for it.
    read = Path.read_text

    def refused(path: Path, *args: object, **kwargs: object) -> str:
        if path.name == "initiatorname.iscsi":
            raise PermissionError(13, "Permission denied")
        return read(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "read_text", refused)
    assert troubles(lay(), "iscsi") == [
        (
            "info",
            "/etc/iscsi/initiatorname.iscsi cannot be read by this user.",
            "Run it as root.",
        )
    ]
