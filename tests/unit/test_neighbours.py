"""Names of projects, users, images and servers: what is asked, and what is refused."""

from typing import Any

import pytest

from tests.unit.cloud_of_services import IMAGES, ME, MINE, SERVERS, catalog, listing, sign_in
from tests.unit.conftest import Run
from tests.unit.samples import ID, page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, cut, fault

LIST = "/volumes/detail"
OTHER = {"id": "f" * 32, "name": "other", "domain_id": "d2"}
MISSING = fault(404, "Could not find it.", "error")
FORBIDDEN = fault(403, "You are not authorized.", "error")
IMAGE = {"id": uuid(7), "name": "cirros", "status": "active"}
SERVER = {"id": uuid(8), "name": "web-1"}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, server: ScriptedServer) -> ScriptedServer:
    """A cloud with all services, whose user may look up nothing by ID."""
    for name in ("OS_ENDPOINT", "OS_TOKEN"):
        monkeypatch.delenv(name)
    for name, value in sign_in(server).items():
        monkeypatch.setenv(name, value)
    server.on("GET", LIST, answer(200, page()))
    return server


def asked(cloud: ScriptedServer) -> list[str]:
    """What was asked but for signing in, as ``path?name=value``."""
    return [
        seen.path + "".join(f"?{name}={value}" for name, value in seen.query.items())
        for seen in cloud.requests()
        if not (seen.method == "POST" and seen.path == "/v3/auth/tokens")
    ]


def volume_queries(cloud: ScriptedServer) -> list[dict[str, str]]:
    return [seen.query for seen in cloud.requests("GET", LIST)]


def test_a_project_is_looked_up_by_id_then_by_name(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", "/v3/projects/other", MISSING)
    cloud.on("GET", "/v3/projects", listing("projects", OTHER, {**MINE, "name": "Other"}))
    assert run("volume", "list", "--project", "other").code == 0
    assert asked(cloud)[:2] == ["/v3/projects/other", "/v3/projects?name=other"]
    assert volume_queries(cloud)[0]["project_id"] == OTHER["id"]
    tokens = {seen.headers["x-auth-token"] for seen in cloud.requests("GET")}
    assert tokens == {"a-token-of-keystone"}


def test_an_id_that_exists_costs_one_request(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", f"/v3/projects/{OTHER['id']}", answer(200, {"project": OTHER}))
    assert run("volume", "list", "--project", OTHER["id"]).code == 0
    assert len(asked(cloud)) == 2


def test_the_domain_of_a_project_may_be_a_name_too(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", "/v3/domains/Away", MISSING)
    cloud.on("GET", "/v3/domains", listing("domains", {"id": "d2", "name": "Away"}))
    cloud.on("GET", "/v3/projects/other", MISSING)
    cloud.on("GET", "/v3/projects", listing("projects", OTHER))
    assert run("volume", "list", "--project", "other", "--project-domain", "Away").code == 0
    assert "/v3/projects?name=other?domain_id=d2" in asked(cloud)


@pytest.mark.parametrize("option", ["--project", "--user"])
@pytest.mark.parametrize("text", ["nowhere", "0" * 32])
def test_what_does_not_exist_is_told_and_cinder_is_not_asked(
    cloud: ScriptedServer, run: Run, option: str, text: str
) -> None:
    many = option.strip("-") + "s"
    cloud.on("GET", f"/v3/{many}/{text}", MISSING)
    cloud.on("GET", f"/v3/{many}", listing(many))
    done = run("volume", "list", option, text)
    assert (done.code, done.out) == (3, "")
    assert done.err == f"No {option.strip('-')} has the name or ID '{text}'.\n"
    assert volume_queries(cloud) == []


def test_two_projects_of_a_name_are_refused_with_both(cloud: ScriptedServer, run: Run) -> None:
    twins = [OTHER, {**OTHER, "id": "e" * 32, "domain_id": "d3"}]
    cloud.on("GET", "/v3/projects/other", MISSING)
    cloud.on("GET", "/v3/projects", listing("projects", *twins))
    done = run("volume", "list", "--project", "other")
    assert done.code == 5
    assert f"{'f' * 32} (domain_id d2), {'e' * 32} (domain_id d3)" in done.err


@pytest.fixture
def member(cloud: ScriptedServer) -> ScriptedServer:
    """The same cloud, for a user who may not ask for others."""
    for many in ("projects", "users", "domains"):
        for path in (many, f"{many}/mine", f"{many}/me", f"{many}/Home", f"{many}/other"):
            cloud.on("GET", f"/v3/{path}", FORBIDDEN)
    mine = {**MINE, "domain_id": "d1"}
    cloud.on("GET", "/v3/auth/projects", listing("projects", mine))
    return cloud


@pytest.mark.parametrize("domain", [(), ("--project-domain", "Home")])
def test_a_member_s_own_project_is_found(
    member: ScriptedServer, run: Run, domain: tuple[str, ...]
) -> None:
    done = run("volume", "list", "--project", "mine", *domain)
    assert (done.code, done.err) == (0, "")
    assert volume_queries(member)[0]["project_id"] == MINE["id"]


@pytest.mark.parametrize("domain", [(), ("--user-domain", "Home")])
def test_a_member_is_known_by_the_token(
    member: ScriptedServer, run: Run, domain: tuple[str, ...]
) -> None:
    done = run("--debug", "volume", "list", "--user", "me", *domain)
    assert done.code == 0
    assert volume_queries(member)[0]["user_id"] == ME["id"]
    assert "a-token-of-keystone" not in done.err


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (("--project", "other"), [("project", "other")]),
        (("--user", "other"), [("user", "other")]),
        (
            ("--project", "mine", "--project-domain", "other"),
            [("domain", "other"), ("project", "mine")],
        ),
    ],
)
def test_what_a_member_may_not_look_up_is_taken_for_an_id(
    member: ScriptedServer, run: Run, words: tuple[str, ...], taken: list[tuple[str, str]]
) -> None:
    done = run("volume", "list", *words)
    assert done.code == 0
    assert done.err.splitlines() == [
        f"You may not look up {what}s, so '{text}' is taken for an ID." for what, text in taken
    ]
    what, text = taken[-1]
    assert volume_queries(member)[0][f"{what}_id"] == text


def test_an_id_that_a_member_may_not_look_up_is_taken_quietly(
    member: ScriptedServer, run: Run
) -> None:
    member.on("GET", f"/v3/projects/{OTHER['id']}", FORBIDDEN)
    done = run("volume", "list", "--project", OTHER["id"])
    assert (done.code, done.err) == (0, "")
    assert "/v3/auth/projects" not in asked(member)


@pytest.mark.parametrize("name", ["../users", "a/b", "..", ".", "a/../../v3/auth/tokens"])
def test_a_name_that_is_no_segment_of_a_path_is_looked_up_by_name_only(
    cloud: ScriptedServer, run: Run, name: str
) -> None:
    cloud.on("GET", "/v3/projects", listing("projects", {**OTHER, "name": name}))
    assert run("volume", "list", "--project", name).code == 0
    assert asked(cloud)[0] == f"/v3/projects?name={name}"


def test_a_name_is_quoted_in_path_and_query(cloud: ScriptedServer, run: Run) -> None:
    name = "größer?a=b&domain_id=x#%2e"
    cloud.on("GET", "/v3/projects/gr%C3%B6%C3%9Fer%3Fa%3Db%26domain_id%3Dx%23%252e", MISSING)
    cloud.on("GET", "/v3/projects", listing("projects", {**OTHER, "name": name}))
    assert run("volume", "list", "--project", name).code == 0
    assert cloud.requests("GET", "/v3/projects")[0].query == {"name": name}


@pytest.mark.parametrize(
    "body",
    [{}, {"projects": None}, {"projects": ["x"]}, {"projects": [{"name": "other"}]}, b"<html>"],
)
def test_an_answer_that_is_no_list_is_told(cloud: ScriptedServer, run: Run, body: Any) -> None:
    cloud.on("GET", "/v3/projects/other", MISSING)
    cloud.on("GET", "/v3/projects", answer(200, body))
    done = run("volume", "list", "--project", "other")
    assert done.code == 7
    assert "Looking up projects failed" in done.err


@pytest.mark.parametrize(
    ("behaviour", "code", "sentence"),
    [
        (cut, 7, "The identity service at 127.0.0.1:"),
        (fault(500, "no database"), 7, "failed in the identity service: no database"),
        (fault(401, "who are you"), 4, "The identity service does not accept this sign-in"),
    ],
)
def test_a_failing_identity_service_is_named(
    cloud: ScriptedServer, run: Run, behaviour: Any, code: int, sentence: str
) -> None:
    cloud.on("GET", "/v3/projects/other", behaviour)
    done = run("volume", "list", "--project", "other")
    assert done.code == code
    assert sentence in done.err


def test_a_lookup_is_repeated_where_a_list_of_volumes_is(cloud: ScriptedServer, run: Run) -> None:
    found = answer(200, {"project": OTHER})
    cloud.on("GET", f"/v3/projects/{OTHER['id']}", fault(503, "later"), cut, found)
    assert run("volume", "list", "--project", OTHER["id"]).code == 0


def test_a_project_that_is_not_found_leaves_no_type_behind(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", "/v3/projects/nowhere", MISSING)
    cloud.on("GET", "/v3/projects", listing("projects"))
    assert run("volume", "type", "create", "--private", "--project", "nowhere", "t").code == 3
    assert asked(cloud)[-1] == "/v3/projects?name=nowhere"


def test_a_usage_error_asks_nobody(cloud: ScriptedServer, run: Run) -> None:
    assert run("volume", "type", "create", "--project", "other", "t").code == 2
    assert cloud.seen == []


def create_from(run: Run, image: str) -> Any:
    return run("volume", "create", "--size", "1", "--image", image, "-f", "json")


def test_an_image_by_name(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", IMAGES, listing("images", IMAGE))
    cloud.on("POST", "/volumes", answer(202, {"volume": volume()}))
    assert create_from(run, "cirros").code == 0
    assert asked(cloud)[:2] == ["/v3/auth/catalog", f"{IMAGES}?name=cirros"]
    assert cloud.requests("POST", "/volumes")[0].json()["volume"]["imageRef"] == IMAGE["id"]


def test_an_endpoint_override_of_the_image_service_counts(
    cloud: ScriptedServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_IMAGE_ENDPOINT_OVERRIDE", f"http://{cloud.address}/v3/elsewhere")
    cloud.on("GET", "/v3/elsewhere/v2/images", listing("images", IMAGE))
    cloud.on("POST", "/volumes", answer(202, {"volume": volume()}))
    assert create_from(run, "cirros").code == 0
    assert asked(cloud)[0] == "/v3/elsewhere/v2/images?name=cirros"


def test_an_image_by_id(cloud: ScriptedServer, run: Run) -> None:
    cloud.on("GET", f"{IMAGES}/{IMAGE['id']}", answer(200, IMAGE))
    cloud.on("POST", "/volumes", answer(202, {"volume": volume()}))
    assert create_from(run, IMAGE["id"]).code == 0
    assert cloud.requests("POST", "/volumes")[0].json()["volume"]["imageRef"] == IMAGE["id"]


def test_a_hidden_image_is_found_when_no_other_has_the_name(
    cloud: ScriptedServer, run: Run
) -> None:
    cloud.on("GET", IMAGES, listing("images"), listing("images", IMAGE))
    cloud.on("POST", "/volumes", answer(202, {"volume": volume()}))
    assert create_from(run, "cirros").code == 0
    assert f"{IMAGES}?name=cirros?os_hidden=true" in asked(cloud)


@pytest.mark.parametrize(
    ("images", "code", "sentence"),
    [
        ([], 3, "No image has the name or ID 'cirros'."),
        ([{**IMAGE, "name": "cirros2"}], 3, "No image has the name or ID 'cirros'."),
        ([IMAGE, {**IMAGE, "id": uuid(9)}], 5, f"{uuid(7)} (status active), {uuid(9)}"),
    ],
)
def test_an_image_that_is_not_the_one_is_refused(
    cloud: ScriptedServer, run: Run, images: list[Any], code: int, sentence: str
) -> None:
    cloud.on("GET", IMAGES, listing("images", *images))
    done = create_from(run, "cirros")
    assert done.code == code
    assert sentence in done.err
    assert cloud.requests("POST", "/volumes") == []


@pytest.mark.parametrize(
    "command",
    [
        ("volume", "create", "--size", "1", "--image", "cirros"),
        ("volume", "attachment", "create", ID, "web-1"),
    ],
)
def test_a_cloud_without_that_service_is_told(
    cloud: ScriptedServer, run: Run, command: tuple[str, ...]
) -> None:
    cloud.on("GET", f"/volumes/{ID}", answer(200, {"volume": volume()}))
    catalog(cloud)
    done = run(*command)
    kind = "image" if "--image" in command else "compute"
    assert done.code == 1
    assert f"The catalog of the OS_* variables has no {kind} endpoint" in done.err


def test_an_id_is_taken_where_there_is_no_such_service(cloud: ScriptedServer, run: Run) -> None:
    catalog(cloud)
    cloud.on("POST", "/volumes", answer(202, {"volume": volume()}))
    assert create_from(run, IMAGE["id"]).code == 0
    assert cloud.requests("POST", "/volumes")[0].json()["volume"]["imageRef"] == IMAGE["id"]


@pytest.mark.parametrize(
    "url",
    ["ftp://x/", "file:///etc/passwd", "http://me:pw@{}/", "http://{}/ x", "//{}/", "", "\x1b[2J"],
)
def test_no_token_goes_to_an_endpoint_that_is_none(
    cloud: ScriptedServer, run: Run, url: str
) -> None:
    catalog(cloud, image=url.format(cloud.address))
    done = create_from(run, "cirros")
    assert done.code == 2
    assert "The image endpoint in the catalog of the OS_* variables" in done.err
    assert "\x1b" not in done.err
    assert asked(cloud) == ["/v3/auth/catalog"]


@pytest.fixture
def reserving(cloud: ScriptedServer) -> ScriptedServer:
    """A cloud that reserves a volume for whatever server is named."""
    cloud.on("GET", f"/volumes/{ID}", answer(200, {"volume": volume()}))
    attachment = {"id": uuid(3), "volume_id": ID, "status": "reserved"}
    cloud.on("POST", "/attachments", answer(200, {"attachment": attachment}))
    return cloud


def test_a_server_by_its_exact_name(reserving: ScriptedServer, run: Run) -> None:
    near = {"id": uuid(9), "name": "web-1.old"}
    reserving.on("GET", SERVERS, listing("servers", near, SERVER))
    assert run("volume", "attachment", "create", "--server", "web-1", ID).code == 0
    assert reserving.requests("GET", SERVERS)[0].query == {"name": r"^web\-1$"}
    reserved = reserving.requests("POST", "/attachments")[0].json()["attachment"]
    assert reserved["instance_uuid"] == SERVER["id"]


def test_a_server_that_does_not_exist_reserves_nothing(reserving: ScriptedServer, run: Run) -> None:
    reserving.on("GET", f"{SERVERS}/{SERVER['id']}", fault(404, "gone", "itemNotFound"))
    reserving.on("GET", SERVERS, listing("servers"))
    assert run("volume", "attachment", "create", ID, SERVER["id"]).code == 3
    assert reserving.requests("POST", "/attachments") == []


def test_an_attachment_without_a_server_asks_no_other_service(
    reserving: ScriptedServer, run: Run
) -> None:
    assert run("volume", "attachment", "create", ID).code == 0
    assert len(asked(reserving)) == 2


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (("volume", "list", "--project", "demo"), "project"),
        (("volume", "list", "--user", "demo"), "user"),
        (("volume", "snapshot", "list", "--project", "demo"), "project"),
        (("volume", "attachment", "list", "--project", "demo"), "project"),
        (("volume", "type", "set", "--project", "demo", ID), "project"),
        (("volume", "create", "--size", "1", "--image", "cirros"), "image"),
        (("volume", "attachment", "create", ID, "web-1"), "server"),
    ],
)
def test_without_an_identity_service_a_name_is_refused(
    server: ScriptedServer, run: Run, command: tuple[str, ...], what: str
) -> None:
    server.on("GET", f"/volumes/{ID}", answer(200, {"volume": volume()}))
    server.on("GET", f"/types/{ID}", answer(200, {"volume_type": {"id": ID}}))
    done = run(*command)
    assert done.code == 2
    assert f"is no {what} ID, and there is no identity service" in done.err
    assert server.requests("POST") == []


@pytest.mark.parametrize("text", ["0" * 32, "a" * 64, uuid(1)])
def test_without_an_identity_service_an_id_is_taken(
    server: ScriptedServer, run: Run, text: str
) -> None:
    server.on("GET", LIST, answer(200, page()))
    assert run("volume", "list", "--user", text, "--user-domain", "any").code == 0
    assert [seen.query["user_id"] for seen in server.requests()] == [text]


@pytest.mark.parametrize(
    "words", [("--project", ""), ("--user", " "), ("--project", "x", "--project-domain", "")]
)
def test_an_empty_name_asks_nobody(cloud: ScriptedServer, run: Run, words: tuple[str, ...]) -> None:
    assert run("volume", "list", *words).code == 2
    assert cloud.seen == []
