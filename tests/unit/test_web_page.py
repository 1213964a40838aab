"""``migrate table -f html``, used in a real browser: headless Chromium."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blockctl.cli import main
from blockctl.migration import syntax, usage
from blockctl.migration.rows import table
from tests.unit.chromium import Tab, tab

PHONE, DESK = 360, 1280
SHOWN = "[...document.querySelectorAll('article')].filter((each) => each.checkVisibility())"
NAMES = f"{SHOWN}.map((each) => each.id)"
# The lowest contrast between a text and what is behind it, as WCAG 2 counts it.
CONTRAST = """
(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? behind(element.parentElement) : colour;
  };
  const texts = [...document.querySelectorAll("body *")].filter((element) =>
    element.checkVisibility() && [...element.childNodes].some((node) => node.data?.trim()));
  return [texts.length, Math.min(...texts.map((element) => {
    const both = [light(getComputedStyle(element).color), light(behind(element))];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  }))];
})()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with tab(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Path:
    with pytest.raises(SystemExit):
        main(["migrate", "table", "-f", "html"])
    written = tmp_path / "table.html"
    written.write_text(capsys.readouterr().out, encoding="utf-8")
    return written


def search(browser: Tab, text: str) -> Any:
    browser.click("#search")
    browser.run("document.activeElement.select()")
    browser.type(text)
    return browser.run(NAMES)


def test_the_search_finds_verbs_options_and_commands_the_verb_itself_first(
    browser: Tab, page: Path
) -> None:
    browser.open(page, width=DESK)
    assert search(browser, "type-key") == ["type-key", "group-type-key"]
    assert search(browser, "cinder list")[0] == "list"
    assert search(browser, "--migration-policy") == ["retype"]
    assert search(browser, "openstack volume type unset")[:2] == [
        "encryption-type-delete", "type-access-remove",
    ]  # fmt: skip
    assert browser.run("document.querySelector('[role=status]').textContent").endswith(
        f" of {len(table())} verbs"
    )
    assert search(browser, "no such thing") == []
    assert browser.run("document.querySelector('[role=status]').textContent") == "No verb fits."
    browser.run("form.reset(); apply()")
    assert browser.run(NAMES) == list(syntax.verbs())


def test_what_openstack_lacks_is_shown_alone(browser: Tab, page: Path) -> None:
    browser.open(page, width=DESK)
    lacking = [verb for verb in syntax.verbs() if table()[verb].lacks]
    browser.run("show.focus()")
    browser.type("no")  # as a person chooses "no openstack command" by its beginning
    assert browser.run(NAMES) == lacking
    assert search(browser, "reimage") == ["reimage"]


def test_a_link_leads_to_its_verb_though_a_search_hides_it(browser: Tab, page: Path) -> None:
    browser.open(page, width=DESK)
    browser.click('nav a[href="#retype"]')
    top = "document.querySelector(':target').getBoundingClientRect().top"
    below_the_search = "form.getBoundingClientRect().bottom"
    assert browser.run("document.querySelector(':target').id") == "retype"
    assert browser.run(below_the_search) <= browser.run(top) < 200
    assert "retype" not in search(browser, "backup-create")
    browser.run("location.hash = '#transfer-accept'")
    browser.run("new Promise((done) => setTimeout(done))")
    assert "transfer-accept" in browser.run(NAMES)
    assert browser.run(below_the_search) <= browser.run(top) < 200


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_it_fits_on_a_phone(browser: Tab, page: Path, scripts: bool) -> None:
    browser.open(page, width=PHONE, scripts=scripts)
    assert browser.run("innerWidth") == PHONE
    assert browser.run("document.documentElement.scrollWidth") == PHONE
    wider = f"""{SHOWN}.flatMap((each) => [each, ...each.querySelectorAll('*')]).filter(
        (each) => each.getBoundingClientRect().right > {PHONE}).map((each) => each.textContent)"""
    assert browser.run(wider) == []


def test_without_scripts_all_of_it_is_there_and_no_search(browser: Tab, page: Path) -> None:
    browser.open(page, width=DESK, scripts=False)
    assert browser.run(NAMES) == list(syntax.verbs())
    assert not browser.run("document.querySelector('[type=search]').checkVisibility()")
    browser.click('nav a[href="#backup-list"]')
    assert browser.run("document.querySelector(':target').getBoundingClientRect().top") < 100


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_is_readable_on_what_is_behind_it(browser: Tab, page: Path, dark: bool) -> None:
    browser.open(page, width=DESK, dark=dark)
    assert browser.run("matchMedia('(prefers-color-scheme: dark)').matches") is dark
    count, lowest = browser.run(CONTRAST)
    assert count > 1000
    assert lowest >= 4.5


def test_what_reads_a_page_aloud_finds_its_parts(browser: Tab, page: Path) -> None:
    browser.open(page, width=DESK)
    browser.ask("Accessibility.enable")
    nodes = browser.ask("Accessibility.getFullAXTree")["nodes"]
    named = {
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"]
    }
    assert {
        ("search", ""), ("main", ""), ("navigation", "Verbs"), ("article", "absolute-limits"),
        ("searchbox", "Search verbs, options, commands and notes"), ("columnheader", "cinder"),
    } <= named  # fmt: skip
    assert any(role == "combobox" and name.startswith("Show") for role, name in named)


def test_nothing_is_asked_of_any_server(browser: Tab, page: Path) -> None:
    browser.requests.clear()
    browser.open(page, width=DESK)
    search(browser, "list")
    assert browser.requests == [page.as_uri()]
    # Its own rule keeps back what a script might ask for.
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        away = json.dumps(f"http://127.0.0.1:{server.getsockname()[1]}/")
        browser.run(f"new Image().src = {away}")
        browser.run(f"fetch({away}, {{signal: AbortSignal.timeout(1000)}}).catch(() => 0)")
        with pytest.raises(TimeoutError):
            server.accept()
    assert page.stat().st_size < 400_000


def test_every_argument_of_every_verb_is_told(browser: Tab, page: Path) -> None:
    browser.open(page, width=DESK)
    told = browser.run(
        "Object.fromEntries([...document.querySelectorAll('article')].map((each) => [each.id,"
        "[...each.querySelectorAll('td:first-child code')].map((code) => code.textContent)]))"
    )
    assert told == {
        verb: [each.cinder for each in usage.beside(row)] for verb, row in table().items()
    }


def test_an_argument_that_is_not_written_chooses_the_command() -> None:
    for row in table().values():
        for each in usage.beside(row):
            for target, written in each.written.items():
                if row.steps(target) and not written and target not in each.lacks:
                    dest = next(
                        taken.dest for taken in syntax.current(row.verb)
                        if taken.names[0] == each.cinder.split()[0]
                        or "|".join(map(str, taken.choices)) == each.cinder
                    )  # fmt: skip
                    chosen_by = {
                        name
                        for step in row.steps(target)
                        for name in (*step.when.equals, step.when.true, step.when.false)
                    }
                    assert dest in chosen_by, (row.verb, each.cinder)
