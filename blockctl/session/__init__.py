"""Who we are: the way from a cloud's configuration to services that requests can be sent to."""

from blockctl.session.connecting import Session, block_storage, open_session

__all__ = ["Session", "block_storage", "open_session"]
