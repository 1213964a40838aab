"""The least that an HTTP client can do: what the others are measured against.

``bare.py FOLDER [VOLUME]``: shows one volume, or lists all, page after page.
"""

import json
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit


def main(service_file: str, volume_id: str | None) -> None:
    """Print IDs and names of the volumes, or one volume's JSON."""
    service = json.loads(Path(service_file).read_text(encoding="utf-8"))
    url = urlsplit(service["endpoint"])
    connection = HTTPConnection(str(url.hostname), url.port)
    headers = {"X-Auth-Token": service["token"], "OpenStack-API-Version": "volume 3.71"}

    def get(path: str) -> dict[str, object]:
        connection.request("GET", path, headers=headers)
        answer: dict[str, object] = json.loads(connection.getresponse().read())
        return answer

    if volume_id:
        sys.stdout.write(json.dumps(get(f"{url.path}/volumes/{volume_id}")))
        return
    path: str | None = f"{url.path}/volumes/detail?limit=1000"
    while path:
        page = get(path)
        for volume in page["volumes"]:  # type: ignore[attr-defined]
            sys.stdout.write(f"{volume['id']} {volume['name']}\n")
        links = page.get("volumes_links", [])
        following = urlsplit(links[0]["href"]) if links else None  # type: ignore[index]
        path = f"{following.path}?{following.query}" if following else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
