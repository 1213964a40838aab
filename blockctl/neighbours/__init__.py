"""The services beside block storage that know names: of projects and users, images, servers.

They are only read from, and only when a name has to be looked up.
"""

from blockctl.neighbours.service import Neighbours, NoSuchService, Service

__all__ = ["Neighbours", "NoSuchService", "Service"]
