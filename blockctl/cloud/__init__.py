"""Which cloud: global options, ``OS_*`` variables, clouds.yaml, else the standalone service."""

from blockctl.cloud.model import CloudConfig
from blockctl.cloud.resolve import resolve

__all__ = ["CloudConfig", "resolve"]
