"""What the coverage page is made of is what the installed OpenStackClient declares."""

import json
import subprocess

from tests.parity.environments import PEERS, ROOT, interpreter


def test_the_kept_parsers_are_the_installed_ones() -> None:
    kept = ROOT / "tests/parity/osc.json"
    told = subprocess.run(
        [interpreter(PEERS), "-W", "ignore", ROOT / "tests/parity/peers/parsers.py"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout) == json.loads(kept.read_text(encoding="utf-8")), (
        f"write {kept} anew with tests/parity/peers/parsers.py"
    )
