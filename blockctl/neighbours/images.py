"""Images, as Glance knows them (API v2, https://docs.openstack.org/api-ref/image/v2/)."""

from blockctl.neighbours.lookup import Kind, find, is_any_id, only_id
from blockctl.neighbours.service import Neighbours, NoSuchService

IMAGE = Kind("image", "/images", "images", None, telling="status")


def image_id(neighbours: Neighbours | None, text: str) -> str:
    """The ID of the image with this name or ID; hidden ones count where no other has the name.

    Where there is no service to ask only an ID is taken. Raises NotFound, Conflict, BadUsage,
    and NoSuchService for a name in a cloud without images.
    """
    if neighbours is None:
        return only_id(IMAGE, text)
    visible = {"name": text}
    try:
        found = find(neighbours.image, IMAGE, text, visible, {**visible, "os_hidden": "true"})
    except NoSuchService:
        if is_any_id(text):
            return text
        raise
    return str(found["id"])
