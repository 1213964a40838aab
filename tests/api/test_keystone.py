"""Signing in to a real Keystone, and what is kept of it: with a real Cinder behind it."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from tests.api.keystone import User, line
from tests.api.standalone_api import settled
from tests.parity.cloud import ADMIN, MEMBER, Cloud
from tests.unit.scripted_server import ScriptedServer, fault

SIGN_IN = "POST /v3/auth/tokens"
LIST = ("volume", "list", "-f", "json")


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("keystone")) as running:
        # Cinder signs in as itself to prove the first token; the tests count what follows.
        running.api().get("/volumes")
        yield running


@pytest.fixture
def user(cloud: Cloud, tmp_path: Path) -> User:
    """An administrator who has never signed in before."""
    someone = User(cloud, tmp_path)
    someone.asked()
    return someone


def write_clouds(user: User, auth: dict[str, str], **more: object) -> dict[str, str]:
    """A clouds.yaml with one cloud, and the environment that has nothing else."""
    folder = user.folder / ".config" / "openstack"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clouds.yaml").write_text(json.dumps({"clouds": {"only": {"auth": auth, **more}}}))
    return user.bare_env


def password_auth(user: User) -> dict[str, str]:
    return {
        key.removeprefix("OS_").lower(): value
        for key, value in user.cloud.env(user.name).items()
        if key != "OS_IDENTITY_API_VERSION"
    }


def test_the_next_command_makes_one_request_and_does_not_sign_in(user: User) -> None:
    user(*LIST)
    keystone, cinder = user.asked()
    assert keystone.count(SIGN_IN) == 1
    assert len(cinder) == 2, "the versions and the list"
    user(*LIST)
    assert user.asked() == ([], [cinder[1]])
    assert [file.stat().st_mode & 0o777 for file in user.kept] == [0o600]
    assert user.password not in user.kept[0].read_text()


def test_a_token_that_is_refused_is_renewed_once_and_a_create_is_carried_out_once(
    user: User,
) -> None:
    user(*LIST)
    # Cinder remembers for minutes that a token was good, so one is put there that it never saw.
    revoked = "gAAAAA-of-yesterday"
    user.keep(revoked)
    user.asked()
    made = json.loads(user("volume", "create", "--size", "1", "once", "-f", "json").stdout)
    keystone, cinder = user.asked()
    assert keystone.count(SIGN_IN) == 1
    assert [seen.split("/")[0] for seen in cinder] == ["POST ", "POST "]
    assert [row["Name"] for row in json.loads(user(*LIST).stdout)] == ["once"]
    assert user.token != revoked
    show = ("volume", "show", made["id"], "-f", "value", "-c", "status")
    settled(lambda: user(*show).stdout == "available\n")
    user("volume", "delete", "--wait", made["id"])


def test_a_service_that_accepts_no_token_is_asked_twice_and_no_more(user: User) -> None:
    with ScriptedServer() as deaf:
        for path in ("/v3/", "/v3/project/volumes/detail"):
            deaf.on("GET", path, fault(401, "no token is good enough"))
        env = {**user.env, "OS_VOLUME_ENDPOINT_OVERRIDE": deaf.endpoint}
        refused = user("--os-volume-api-version", "3.71", *LIST, env=env, check=False)
        assert refused.returncode == 4
        assert "no token is good enough" in refused.stderr
        assert len(deaf.seen) == 2
    assert user.asked()[0].count(SIGN_IN) == 2


def test_a_token_that_is_given_is_not_renewed(user: User) -> None:
    endpoint = user.cloud.api().get_endpoint() or ""
    env = {**user.bare_env, "OS_ENDPOINT": endpoint, "OS_TOKEN": "none"}
    assert user("--os-volume-api-version", "3.71", *LIST, env=env, check=False).returncode == 4
    keystone, cinder = user.asked()
    assert (keystone.count(SIGN_IN), len(cinder)) == (0, 1)
    assert user.kept == []


def test_a_token_about_to_end_is_not_used(user: User) -> None:
    user(*LIST)
    file = user.kept[0]
    document = json.loads(file.read_text())
    document["access"][1]["expires"] = time.time() + 30
    file.write_text(json.dumps(document))
    user.asked()
    user(*LIST)
    assert user.asked()[0].count(SIGN_IN) == 1


def test_users_and_projects_do_not_share_a_token(user: User, cloud: Cloud) -> None:
    user(*LIST)
    user.asked()
    member = User(cloud, user.folder, MEMBER)
    member(*LIST)
    keystone, cinder = user.asked()
    assert keystone.count(SIGN_IN) == 1
    assert cloud.project_id(MEMBER) in cinder[-1]
    assert len(user.kept) == 2


def test_several_targets_at_once_sign_in_once(user: User) -> None:
    done = user("volume", "delete", "a", "b", "c", "d", "e", check=False)
    assert done.returncode in (3, 9)
    assert user.asked()[0].count(SIGN_IN) == 1


def asked_by(user: User, *words: str) -> tuple[str, list[str], dict[str, str]]:
    """What a list told, what it asked Keystone, and the filters that reached Cinder.

    Cinder itself refuses these filters to all but administrators.
    """
    user(*LIST)
    user.asked()
    told = user(*LIST, *words, check=False).stderr
    keystone = [line(seen) for seen in user.cloud.asked_of_keystone()]
    query = dict(parse_qsl(user.cloud.asked_of_cinder()[-1]["query"]))
    return told, keystone, {key: query[key] for key in ("project_id", "user_id") if key in query}


def test_names_are_looked_up_with_the_token_that_is_kept(user: User, cloud: Cloud) -> None:
    member = cloud.api(MEMBER)
    told, keystone, filters = asked_by(
        user, "--project", MEMBER, "--project-domain", "Default", "--user", MEMBER
    )
    assert filters == {"project_id": member.get_project_id(), "user_id": member.get_user_id()}
    assert (told, SIGN_IN in keystone) == ("", False)
    assert keystone[-2:] == [f"GET /v3/users/{MEMBER}", "GET /v3/users"]


@pytest.mark.parametrize("domain", ["Default", "default"])
def test_a_member_finds_what_is_the_member_s_own(user: User, cloud: Cloud, domain: str) -> None:
    member, api = User(cloud, user.folder, MEMBER), cloud.api(MEMBER)
    domains = ("--project-domain", domain, "--user-domain", domain)
    told, _, filters = asked_by(member, "--project", MEMBER, "--user", MEMBER, *domains)
    assert filters == {"project_id": api.get_project_id(), "user_id": api.get_user_id()}
    assert "taken for an ID" not in told


def test_a_member_is_told_what_may_not_be_looked_up(user: User, cloud: Cloud) -> None:
    told, _, filters = asked_by(User(cloud, user.folder, MEMBER), "--project", ADMIN)
    assert f"You may not look up projects, so '{ADMIN}' is taken for an ID.\n" in told
    assert filters == {"project_id": ADMIN}


def test_a_wrong_password_is_refused_and_not_shown(user: User) -> None:
    env = {**user.env, "OS_PASSWORD": "certainly-wrong"}
    for words in (LIST, ("--debug", *LIST)):
        refused = user(*words, env=env, check=False)
        assert (refused.returncode, refused.stdout) == (4, "")
        assert "Signing in with the OS_* variables was refused" in refused.stderr
        assert "certainly-wrong" not in refused.stderr
    assert user.kept == []


def test_a_kept_token_is_not_for_a_wrong_password(user: User) -> None:
    user(*LIST)
    assert user(*LIST, env={**user.env, "OS_PASSWORD": "wrong"}, check=False).returncode == 4


def test_a_cloud_from_files(user: User) -> None:
    auth = password_auth(user)
    secret = {"clouds": {"only": {"auth": {"password": auth.pop("password")}}}}
    env = write_clouds(user, auth, region_name="RegionOne")
    (user.folder / ".config/openstack/secure.yaml").write_text(json.dumps(secret))
    user(*LIST, env=env)
    user("--os-cloud", "only", *LIST, env=env)
    assert user.asked()[0].count(SIGN_IN) == 1


def test_a_password_from_a_file_and_from_standard_input(user: User, tmp_path: Path) -> None:
    env = {key: value for key, value in user.env.items() if key != "OS_PASSWORD"}
    file = tmp_path / "password"
    file.write_text(user.password + "\n")
    user("--os-password-file", str(file), *LIST, env=env)
    user(*LIST, env={**env, "OS_PASSWORD_FILE": str(file)})
    user("--os-password-file", "-", *LIST, env=env, stdin=user.password + "\n")
    assert user.asked()[0].count(SIGN_IN) == 1, "the same password is the same identity"
    for wrong in ("missing", "/dev/null", "/"):
        assert user("--os-password-file", wrong, *LIST, env=env, check=False).returncode == 2
    twice = user("--os-password-file", str(file), "--os-password", "x", *LIST, check=False)
    assert twice.returncode == 2


def test_a_password_is_asked_for_on_a_terminal_without_echo(user: User) -> None:
    env = {key: value for key, value in user.env.items() if key != "OS_PASSWORD"}
    lost = user(*LIST, env=env, check=False)
    assert lost.returncode == 4
    assert "needs a password" in lost.stderr
    status, shown = user.at_a_terminal(
        *LIST, env=env, prompt="Password: ", answer=user.password + "\n"
    )
    assert status == 0, shown
    assert user.password not in shown


def test_an_application_credential(user: User) -> None:
    session = user.cloud.api().session
    mine = f"{user.cloud.auth_url}/users/{session.get_user_id()}/application_credentials"
    body = {"application_credential": {"name": user.folder.name}}
    made = session.post(mine, json=body).json()["application_credential"]
    env = {
        **user.bare_env,
        "OS_AUTH_TYPE": "v3applicationcredential",
        "OS_AUTH_URL": user.cloud.auth_url,
        "OS_APPLICATION_CREDENTIAL_ID": made["id"],
        "OS_APPLICATION_CREDENTIAL_SECRET": made["secret"],
    }
    user(*LIST, env=env)
    user(*LIST, env=env)
    assert user.asked()[0].count(SIGN_IN) == 1
    assert made["secret"] not in user.kept[0].read_text()


def test_a_token_scoped_anew(user: User) -> None:
    session = user.cloud.api().session
    env = {
        **user.bare_env,
        "OS_AUTH_URL": user.cloud.auth_url,
        "OS_TOKEN": session.get_token() or "",
        "OS_PROJECT_ID": session.get_project_id() or "",
    }
    user(*LIST, env=env)
    # Cinder takes no token of another form, so the types that sign in elsewhere stop here.
    assert user.asked()[0].count(SIGN_IN) == 1


@pytest.mark.parametrize("scope", [{"OS_SYSTEM_SCOPE": "all"}, {"OS_PROJECT_NAME": ""}])
def test_a_scope_that_has_no_volumes_is_told(user: User, scope: dict[str, str]) -> None:
    env = {**user.env, "OS_PROJECT_NAME": "", "OS_PROJECT_DOMAIN_ID": "", **scope}
    told = user(*LIST, env=env, check=False)
    assert told.returncode == 1
    assert "has no block-storage endpoint" in told.stderr
    assert "Is a project chosen" in told.stderr


def test_a_system_scoped_token_reaches_an_endpoint_that_is_given(user: User) -> None:
    root = (user.cloud.api().get_endpoint() or "").rpartition("/")[0]
    env = {**user.env, "OS_PROJECT_NAME": "", "OS_PROJECT_DOMAIN_ID": "",
           "OS_SYSTEM_SCOPE": "all", "OS_VOLUME_ENDPOINT_OVERRIDE": root}  # fmt: skip
    user("--debug", *LIST, env=env, check=False)
    keystone, cinder = user.asked()
    assert keystone.count(SIGN_IN) == 1
    assert "GET /v3/volumes/detail" in cinder


def test_an_endpoint_given_with_a_place_for_the_project(user: User) -> None:
    root = (user.cloud.api().get_endpoint() or "").rpartition("/")[0]
    user(*LIST, env={**user.env, "OS_BLOCK_STORAGE_ENDPOINT_OVERRIDE": f"{root}/%(project_id)s"})
    assert user.cloud.project_id("admin") in user.asked()[1][-1]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--os-region-name", "Nowhere"), "has no block-storage endpoint in region Nowhere"),
        (("--os-interface", "internal"), "endpoint for interface internal"),
        (("--os-username", "nobody"), "was refused"),
        (("--os-project-name", "nothing"), "was refused"),
        (("--os-auth-type", "v3oidcpassword"), "'discovery-endpoint'"),
        (("--os-auth-type", "xyzzy"), "no auth type 'xyzzy'"),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    user: User, options: tuple[str, ...], sentence: str
) -> None:
    told = user(*options, *LIST, check=False)
    assert told.returncode in (1, 2, 4)
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr
    assert len(told.stderr.splitlines()) <= 2


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://{address}/v3", "does not speak TLS"),
        ("http://{address}/nothing/here", "identity service"),
        ("http://127.0.0.1:1/v3", "connection refused"),
        ("http://no-such-host.invalid/v3", "its name cannot be resolved"),
        ("{address}/v3", "is not the URL of a service"),
    ],
)
def test_a_wrong_url_of_the_identity_service_is_told(user: User, url: str, sentence: str) -> None:
    address = user.cloud.auth_url.removeprefix("http://").removesuffix("/v3")
    env = {**user.env, "OS_AUTH_URL": url.format(address=address)}
    told = user(*LIST, env=env, check=False)
    assert told.returncode in (2, 7)
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr


def test_what_was_asked_is_told_without_secrets(user: User, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    done = user("--timing", "-v", "--log-file", str(log), *LIST)
    assert f"POST {user.cloud.auth_url}/auth/tokens: signing in in " in done.stderr
    assert " s  in all" in done.stderr
    json.loads(done.stdout)
    assert log.stat().st_mode & 0o777 == 0o600
    assert "/volumes/detail: HTTP 200 in " in log.read_text()
    debug = user("--debug", "--log-file", str(log), *LIST)
    for text in (done.stderr, debug.stderr, log.read_text()):
        assert user.token not in text
        assert user.password not in text
    assert "X-Auth-Token: ***" in log.read_text()
