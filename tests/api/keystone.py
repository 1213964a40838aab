"""A real Keystone with a real Cinder behind it, and blockctl run as one of its users."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parity.cloud import ADMIN, Cloud


@dataclass
class User:
    """Runs ``python -m blockctl`` as a user of ``cloud``, with folders of its own."""

    cloud: Cloud
    folder: Path
    name: str = ADMIN

    @property
    def env(self) -> dict[str, str]:
        """The environment: the user's ``OS_*`` variables and no others."""
        return {**self.bare_env, **self.cloud.env(self.name)}

    @property
    def bare_env(self) -> dict[str, str]:
        """The environment without a cloud."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "BLOCKCTL_STATE_DIR": str(self.folder / "state"),
            "BLOCKCTL_RUNTIME_DIR": str(self.folder / "run"),
            "BLOCKCTL_CACHE_DIR": str(self.folder / "cache"),
        }

    @property
    def password(self) -> str:
        """What the user signs in with."""
        return self.cloud.env(self.name)["OS_PASSWORD"]

    @property
    def kept(self) -> list[Path]:
        """The files of the token cache."""
        return sorted((self.folder / "cache" / "tokens").glob("*"))

    @property
    def token(self) -> str:
        """The token that is kept."""
        document = json.loads(self.kept[0].read_text())
        token: str = document["access"][1]["headers"]["X-Auth-Token"]
        return token

    def keep(self, token: str) -> None:
        """Put another token in place of the one that is kept."""
        file = self.kept[0]
        file.write_text(file.read_text().replace(self.token, token))

    def __call__(
        self,
        *args: str,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        check: bool = True,
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command; ``check`` asserts that it exits with 0."""
        done = subprocess.run(
            [sys.executable, "-m", "blockctl", *args],
            env=self.env if env is None else dict(env),
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def at_a_terminal(
        self, *args: str, env: Mapping[str, str], prompt: str, answer: str
    ) -> tuple[int, str]:
        """Run one command at a terminal of its own: type ``answer`` when ``prompt`` is shown.

        Returns the exit status and all that the terminal showed.
        """
        child, terminal = pty.fork()
        if child == 0:
            os.execve(sys.executable, [sys.executable, "-m", "blockctl", *args], dict(env))
        shown = b""
        try:
            while prompt.encode() not in shown:
                shown += os.read(terminal, 4096)
            os.write(terminal, answer.encode())
            while chunk := os.read(terminal, 65536):
                shown += chunk
        except OSError:
            pass  # Linux reports the end of a pseudo-terminal as an input/output error
        finally:
            os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()

    def asked(self) -> tuple[list[str], list[str]]:
        """What Keystone and Cinder were asked since the last time: ``METHOD /path``.

        Without what Cinder itself asks Keystone, to prove the token of a request.
        """
        cinder = self.cloud.asked_of_cinder()
        keystone = [line(seen) for seen in self.cloud.asked_of_keystone()]
        return [seen for seen in keystone if seen != "GET /v3/auth/tokens"], list(map(line, cinder))


def line(seen: Mapping[str, Any]) -> str:
    """One request as a line."""
    return f"{seen['method']} {seen['path']}"
