"""Who we are: the way from a cloud's configuration to a Cloud that requests can be sent to."""

from blockctl.session.connecting import connect

__all__ = ["connect"]
