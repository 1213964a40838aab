"""One service of Cinder's as a process: ``python -m tests.api.rig.service FOLDER WHICH CONFIG``.

WHICH is ``api:PORT``, ``scheduler``, ``backup``, or ``volume:BACKEND``.
"""

import os
import sys
import threading
from pathlib import Path

from blockctl.standalone import secret, server, services
from blockctl.standalone.bootstrap import prepare_cinder
from blockctl.standalone.choices import Choices
from blockctl.standalone.folder import Folder, prepare


def main(root: str, which: str, config: str) -> None:
    folder = Folder(Path(root))
    prepare(folder)
    secrets = secret.keep(folder)
    kind, _, what = which.partition(":")
    chosen = Choices(config=config)
    cinder = prepare_cinder(folder, chosen, secrets.volume_key)
    if kind == "api":
        server._write_record(folder, int(what), secrets.token)
        server._start_api(cinder, folder, int(what), secrets.token)
    else:
        binary = f"cinder-{kind}"
        [options] = [
            each
            for each in services._wanted(cinder.configuration)
            if each["binary"] == binary and what in ("", each.get("service_name"))
        ]
        services._started(options)
    (folder.root / f"ready-{which.replace(':', '-')}-{os.getpid()}").touch()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
