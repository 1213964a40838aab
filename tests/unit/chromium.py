"""Headless Chromium, driven over the pipe that it has for debuggers (Chrome DevTools Protocol)."""

import json
import os
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--remote-debugging-pipe",
)  # fmt: skip
# Seconds without a word from the browser, in which it must have started as well.
_PATIENCE = 60


class Tab:
    """One page of a browser; ``requests`` are the addresses that it asked for."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self.requests: list[str] = []
        self._to = os.fdopen(to_browser, "wb")
        self._from = from_browser
        self._waiting = b""
        self._last_id = 0
        self._session: str | None = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; raises RuntimeError where it is refused."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        while (answer := self._next()).get("id") != self._last_id:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, page: Path, *, width: int, dark: bool = False, scripts: bool = True) -> None:
        """Load a file on a screen of so many pixels, 360 of them for a phone."""
        self.ask("Emulation.setDeviceMetricsOverride",
                 width=width, height=800, deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.ask("Page.navigate", url=page.as_uri())
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited where it is a promise."""
        told = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in told:
            raise RuntimeError(told["exceptionDetails"]["exception"]["description"])
        return told["result"].get("value")

    def click(self, selector: str) -> None:
        """Press the mouse on the middle of an element, as a person does."""
        x, y = self.run(
            f"(() => {{ const it = document.querySelector({json.dumps(selector)});"
            "it.scrollIntoView({block: 'center'}); const box = it.getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Type into what has the focus, key by key."""
        for char in text:
            self.ask("Input.dispatchKeyEvent", type="keyDown", key=char, text=char)
            self.ask("Input.dispatchKeyEvent", type="keyUp", key=char)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            readable, _, _ = select.select([self._from], [], [], _PATIENCE)
            read = os.read(self._from, 65536) if readable else b""
            if not read:
                raise RuntimeError("Chromium has ended." if readable else "Chromium is silent.")
            self._waiting += read
        text, _, self._waiting = self._waiting.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        return message


@contextmanager
def tab(profile: Path) -> Iterator[Tab]:
    """A tab of a browser of its own, whose profile is kept in ``profile``."""
    browser_reads, to_browser = os.pipe()
    from_browser, browser_writes = os.pipe()
    # The browser takes its debugger's pipe as the files 3 and 4.
    command = ["bash", "-c", f'exec "$@" 3<&{browser_reads} 4>&{browser_writes}', "-"]
    browser = subprocess.Popen(
        [*command, "chromium", *_SWITCHES, f"--user-data-dir={profile}"],
        pass_fds=(browser_reads, browser_writes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(browser_reads)
    os.close(browser_writes)
    try:
        yield Tab(to_browser, from_browser)
    finally:
        os.close(from_browser)
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
