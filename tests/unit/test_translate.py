"""Cinder lines by hand beside what they become: above all where the plain renaming is wrong."""

import shlex

import pytest

from blockctl.migration.parser import NotCinder
from blockctl.migration.row import BLOCKCTL, OPENSTACK
from blockctl.migration.translate import translate
from blockctl.migration.writing import Untranslatable

# Both targets alike, without the program's name; a ';' parts commands.
ALIKE = {
    "create 1 --name x": "volume create --size 1 x",
    "create 1": "volume create --size 1",
    "create 1 --display-name x --name y": "volume create --size 1 x",
    "create 1 --image-id a --image b": "volume create --size 1 --image a",
    "create 1 --metadata a=1 b=2": "volume create --size 1 --property a=1 --property b=2",
    "create 1 --hint same_host=x --hint same_host=y":
        "volume create --size 1 --hint same_host=x --hint same_host=y",
    "create 1 --name=-x": "volume create --size 1 -- -x",
    "create 1 --description=-x": "volume create --size 1 --description=-x",
    "cgsnapshot-create CG --name S":
        "consistency group snapshot create --consistency-group CG S",
    "consisgroup-create TYPE --name N": "consistency group create --volume-type TYPE N",
    "list --all-tenants": "volume list --all-projects",
    "list --all-tenants 0": "volume list",
    "list --tenant P": "volume list --project P",
    "list --fields name,size": "volume list -c ID -c Name -c Size",
    "delete --cascade V": "volume delete --cascade V",
    "delete A B": "volume delete A B",
    "force-delete V": "volume delete --force V",
    "unmanage V": "volume delete --remote V",
    "snapshot-unmanage S": "volume snapshot delete --remote S",
    "extend V 5": "volume set --size 5 V",
    "rename V N": "volume set --name N V",
    "rename V --display-description d --description e": "volume set --description d V",
    "snapshot-rename S --display-description d --description e":
        "volume snapshot set --description e S",
    "metadata V set a=1 b=2": "volume set --property a=1 --property b=2 V",
    "metadata V unset a b=2": "volume unset --property a --property b V",
    "metadata-update-all V a=1": "volume set --no-property --property a=1 V",
    "snapshot-metadata-update-all S a=1": "volume snapshot set --no-property --property a=1 S",
    "backup-update B --metadata a=1": "volume backup set --no-property --property a=1 B",
    "image-metadata V set k=1": "volume set --image-property k=1 V",
    "image-metadata V unset k": "volume unset --image-property k V",
    "image-metadata-show V": "volume show -c volume_image_metadata V",
    "type-key T set k=v": "volume type set --property k=v T",
    "type-key T unset k": "volume type unset --property k T",
    "group-type-key G set k=v": "volume group type set --property k=v G",
    "encryption-type-create T luks":
        "volume type set --encryption-provider luks --encryption-control-location front-end T",
    "encryption-type-delete T": "volume type unset --encryption-type T",
    "encryption-type-show T": "volume type show --encryption-type T",
    "type-access-add --volume-type T --project-id P": "volume type set --project P T",
    "type-access-remove --volume-type T --project-id P": "volume type unset --project P T",
    "type-access-list --volume-type T": "volume type show -c access_project_ids T",
    "backup-restore B --volume V": "volume backup restore --force B V",
    "backup-restore B --name N": "volume backup restore B N",
    "backup-restore B --volume-type T": "volume create --backup B --type T",
    "backup-restore B --volume-type T --name N": "volume create --backup B --type T N",
    "retype V T --migration-policy on-demand":
        "volume set --type T --migration-policy on-demand V",
    "migrate V HOST --force-host-copy True": "volume migrate --host HOST --force-host-copy V",
    "migrate V HOST --force-host-copy False": "volume migrate --host HOST V",
    "migrate V --cluster C --lock-volume": "volume migrate --cluster C --lock-volume V",
    "readonly-mode-update V True": "volume set --read-only V",
    "readonly-mode-update V false": "volume set --read-write V",
    "set-bootable V true": "volume set --bootable V",
    "set-bootable V False": "volume set --non-bootable V",
    "manage HOST ID --name N":
        "volume create --host HOST --non-bootable --remote-source source-name=ID N",
    "manage HOST ID --id-type source-id --bootable":
        "volume create --host HOST --bootable --remote-source source-id=ID",
    "snapshot-manage V ID --name N":
        "volume snapshot create --volume V --remote-source source-name=ID N",
    "transfer-accept ID KEY": "volume transfer request accept --auth-key KEY ID",
    "transfer-delete ID": "volume transfer request delete ID",
    "qos-create Q consumer=front-end a=1":
        "volume qos create --consumer front-end --property a=1 Q",
    "qos-create Q a=1": "volume qos create --consumer back-end --property a=1 Q",
    "qos-disassociate Q T": "volume qos disassociate --volume-type T Q",
    "qos-disassociate-all Q": "volume qos disassociate --all Q",
    "qos-key Q unset a": "volume qos unset --property a Q",
    "qos-delete Q --force": "volume qos delete --force Q",
    "quota-show P": "quota show --volume P",
    "quota-usage P": "quota show --usage --volume P",
    "quota-defaults P": "quota show --default --volume P",
    "quota-delete P": "quota delete --volume P",
    "quota-update P --backups 5 --volume-type T": "quota set --backups 5 --volume-type T P",
    "quota-class-update default --volumes 5": "quota set --class --volumes 5 default",
    "service-disable H B --reason R": "volume service set --disable --disable-reason R H B",
    "service-enable H B": "volume service set --enable H B",
    "service-get-log --binary * --prefix p":
        "block storage log level list --service '*' --log-prefix p",
    "service-get-log --server ''": "block storage log level list",
    "failover-host H --backend_id ID": "volume host failover --volume-backend ID H",
    "freeze-host H": "volume host set --disable H",
    "thaw-host H": "volume host set --enable H",
    "cluster-show NAME": "block storage cluster show NAME",
    "cluster-show BINARY NAME": "block storage cluster show --binary BINARY NAME",
    "cluster-list --is-up true --disabled False": "block storage cluster list --up --enabled",
    "work-cleanup --is-up False --disabled True": "block storage cleanup --down --disabled",
    "get-pools --detail": "volume backend pool list --long",
    "group-create GT T1,T2 --name N":
        "volume group create --volume-group-type GT --volume-type T1 --volume-type T2 --name N",
    "group-delete --delete-volumes G":  "volume group delete --force G",
    "group-delete A B": "volume group delete A; volume group delete B",
    "group-update G --name N --add-volumes V1,V2":
        "volume group set --name N G; volume group add volume G V1 V2",
    "consisgroup-update G --remove-volumes V": "consistency group remove volume G V",
    "attachment-create V S --connect True --ostype linux":
        "volume attachment create --connect --server S --os-type linux --platform x86_64 V",
    "attachment-create V S --mode null": "volume attachment create --server S V",
    "attachment-create V S --ip 192.0.2.1": "volume attachment create --server S V",
    "attachment-delete A1 A2": "volume attachment delete A1; volume attachment delete A2",
    "attachment-complete A": "volume attachment complete A",
    "reset-state --type snapshot --state error S": "volume snapshot set --state error S",
    "reset-state --type backup --state error B": "volume backup set --state error B",
    "reset-state --state error --attach-status detached A B":
        "volume set --state error --detached A; volume set --state error --detached B",
    "snapshot-reset-state S": "volume snapshot set --state available S",
    "backup-reset-state B": "volume backup set --state available B",
    "upload-to-image V IMG --visibility public --force True":
        "image create --volume V --public --force IMG",
    "type-create T --is-public False": "volume type create --private T",
    "type-create T": "volume type create T",
    "group-type-update ID --name N": "volume group type set --name N ID",
    "list-filters --resource volume": "block storage resource filter show volume",
    "list-filters": "block storage resource filter list",
    "absolute-limits P": "limits show --absolute --project P",
    "help create": "help volume create",
    "create --help": "help volume create",
    "--os-endpoint-type internalURL list": "--os-interface internal volume list",
    "--os-tenant-name p list": "--os-project-name p volume list",
    "--os-auth-type keystone list": "volume list",
    "-d --collect-timing --insecure list": "--debug --timing --insecure volume list",
    "--retries 3 list": "volume list",
}  # fmt: skip
APART = {
    "snapshot-create VOL --name S": (
        "--os-volume-api-version 3.66 volume snapshot create --volume VOL S",
        "volume snapshot create --volume VOL S",
    ),
    "--os-volume-api-version 3.10 snapshot-create VOL --name S": (
        "--os-volume-api-version 3.10 volume snapshot create --volume VOL S",
        "--os-volume-api-version 3.10 volume snapshot create --volume VOL S",
    ),
    "snapshot-list --limit 5": (
        "volume snapshot list --max-items 5",
        "volume snapshot list --limit 5",
    ),
    "manageable-list HOST": (
        "--os-volume-api-version 3.17 block storage volume manageable list --long HOST",
        "block storage volume manageable list --long HOST",
    ),
    "manageable-list HOST --detailed False": (
        "--os-volume-api-version 3.17 block storage volume manageable list HOST",
        "block storage volume manageable list HOST",
    ),
    "type-list --filters is_public=False": (
        "volume type list --private",
        "volume type list --filter is_public=False",
    ),
    "list --filters metadata={a:b}": (
        "volume list --property a=b",
        "volume list --property a=b",
    ),
    "--profile KEY list": ("--os-profile KEY volume list", "volume list"),
}


def commands(line: str, target: str) -> str:
    made = translate(shlex.split(line), target)
    return "; ".join(each.removeprefix(f"{target} ") for each in made.lines())


@pytest.mark.parametrize("line", ALIKE)
@pytest.mark.parametrize("target", [OPENSTACK, BLOCKCTL])
def test_a_line_becomes_what_does_the_same(line: str, target: str) -> None:
    assert commands(line, target) == ALIKE[line]


@pytest.mark.parametrize("line", APART)
def test_a_line_becomes_what_each_of_the_two_needs(line: str) -> None:
    assert (commands(line, OPENSTACK), commands(line, BLOCKCTL)) == APART[line]


@pytest.mark.parametrize(
    ("line", "blockctl"),
    [
        ("list --limit 5", "volume list --limit 5"),
        ("list --sort name:asc", "volume list --sort name:asc"),
        ("list --bootable", "volume list --bootable"),
        ("list --filters availability_zone=x", "volume list --filter availability_zone=x"),
        ("list --filters name~=x", "volume list --filter 'name~=x'"),
        ("create 1 --poll", "volume create --size 1 --wait"),
        ("create 1 --hint a=1 --hint a=2", "volume create --size 1 --hint a=1 --hint a=2"),
        ("backup-restore B", "volume backup restore B"),
        ("group-type-key G unset k", "volume group type unset --property k G"),
        ("consisgroup-create A,B", "consistency group create --volume-type A --volume-type B"),
        ("reset-state --type group --state error G", "volume group set --state error G"),
        ("reset-state --reset-migration-status V", "volume set --clear-migration-status V"),
        ("reset-state --state awaiting-transfer V", "volume set --state awaiting-transfer V"),
        ("attachment-create V", "volume attachment create V"),
        ("encryption-type-update T --cipher", "volume type set --encryption-cipher '' T"),
        ("service-list --withreplication", "volume service list --replication"),
        ("reimage V I", "volume reimage V I"),
        ("quota-class-show default", "quota show --class default"),
        ("default-type-set T P", "volume type default set T P"),
        ("default-type-list --project-id P", "volume type default show P"),
        ("group-list-replication-targets G", "volume group replication target list G"),
        ("failover-host H", "volume host failover --volume-backend '' H"),
        ("local-attach V --hostname x", "local attach V"),
        ("get-connector", "connector show"),
    ],
)
def test_what_openstack_cannot_is_not_guessed_and_blockctl_is_named(
    line: str, blockctl: str
) -> None:
    with pytest.raises(Untranslatable) as refused:
        commands(line, OPENSTACK)
    assert refused.value.remedy == f"blockctl can: blockctl {blockctl}"
    assert commands(line, BLOCKCTL) == blockctl


@pytest.mark.parametrize(
    "line",
    [
        "manage HOST ID --cluster C",
        "backup-restore B --volume V --volume-type T",
        "metadata V set bare",
        "qos-create Q bare",
        "type-create T --is-public perhaps",
        "upload-to-image V I --visibility nobody",
    ],
)
def test_what_does_not_work_in_cinder_either_is_told(line: str) -> None:
    for target in (OPENSTACK, BLOCKCTL):
        with pytest.raises(Untranslatable) as refused:
            commands(line, target)
        assert refused.value.remedy is None


@pytest.mark.parametrize(
    "line",
    [
        "rename V",
        "quota-update P",
        "group-update G",
        "backup-update B",
        "nonsense",
        "show",
        "create",
    ],
)
def test_what_cinder_refuses_is_refused_as_usage(line: str) -> None:
    with pytest.raises(NotCinder) as refused:
        commands(line, OPENSTACK)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("line", "target", "told"),
    [
        ("delete vol", OPENSTACK, "in every project"),
        ("delete a b", OPENSTACK, "only when all fail"),
        ("quota-update P --backups 5 --volume-type T", OPENSTACK, "which no quota has"),
        ("group-type-update ID --name N", OPENSTACK, "makes the type private"),
        ("backup-import S U", OPENSTACK, "broken"),
        ("snapshot-create V", OPENSTACK, "Without a name"),
        ("backup-restore B --volume V --name N", OPENSTACK, "--name is left out"),
        ("list --with-count", OPENSTACK, "how many there are"),
        ("rename V ''", OPENSTACK, "leaves a field as it is"),
        ("--retries 3 list", OPENSTACK, "--retries is left out"),
        ("--os-password s3 list", BLOCKCTL, "read a secret"),
        ("local-attach V --mountpoint /x", BLOCKCTL, "cinder ignores --mountpoint"),
    ],
)
def test_what_differs_is_told(line: str, target: str, told: str) -> None:
    warnings = translate(shlex.split(line), target).warnings
    assert any(told in each for each in warnings), warnings


@pytest.mark.parametrize(
    ("line", "target", "kept"),
    [
        ("delete 4e1c7c0e-0000-4000-8000-000000000001", OPENSTACK, "in every project"),
        ("delete a", OPENSTACK, "only when all fail"),
        ("backup-import S U", BLOCKCTL, "broken"),
        ("snapshot-create V --name N", OPENSTACK, "Without a name"),
        ("group-type-update ID --is-public True", OPENSTACK, "makes the type private"),
        ("quota-update P --volumes 5 --volume-type T", OPENSTACK, "which no quota has"),
    ],
)
def test_what_does_not_matter_is_not_told(line: str, target: str, kept: str) -> None:
    warnings = translate(shlex.split(line), target).warnings
    assert not any(kept in each for each in warnings), warnings


@pytest.mark.parametrize(
    ("assigned", "line", "made"),
    [
        ({"OS_CLOUD": "a b"}, "list", "OS_CLOUD='a b' openstack volume list"),
        ({"ALL_TENANTS": "1"}, "list", "openstack volume list --all-projects"),
        ({"ALL_TENANTS": "0"}, "list --all-tenants", "openstack volume list"),
        ({"ALL_TENANTS": "0"}, "group-list --all", "openstack volume group list --all-projects"),
        ({"ALL_TENANTS": "1"}, "backup-list", "openstack volume backup list"),
        ({"CINDER_USERNAME": "u"}, "list", "OS_USERNAME=u openstack volume list"),
        (
            {"CINDER_USERNAME": "u", "OS_USERNAME": "v"},
            "list",
            "OS_USERNAME=v openstack volume list",
        ),
        (
            {"CINDER_ENDPOINT": "http://x"},
            "list",
            "OS_VOLUME_ENDPOINT_OVERRIDE=http://x openstack volume list",
        ),
        (
            {"OS_ENDPOINT_TYPE": "internalURL"},
            "list",
            "OS_INTERFACE=internal openstack volume list",
        ),
        ({"CINDERCLIENT_INSECURE": "1"}, "list", "openstack --insecure volume list"),
        (
            {"OS_VOLUME_API_VERSION": "3.8"},
            "message-list",
            "OS_VOLUME_API_VERSION=3.8 openstack volume message list",
        ),
        ({"LANG": "C"}, "list", "LANG=C openstack volume list"),
    ],
)
def test_variables_before_the_line_come_along(
    assigned: dict[str, str], line: str, made: str
) -> None:
    assert translate(line.split(), OPENSTACK, assigned).lines() == [made]


def test_an_option_is_refused_below_its_microversion() -> None:
    with pytest.raises(NotCinder, match=r"--group_id is taken since 3\.10 only"):
        translate(["list", "--group_id", "x"], OPENSTACK, {"OS_VOLUME_API_VERSION": "3.8"})
