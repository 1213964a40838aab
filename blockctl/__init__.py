"""One command line for block storage."""

__version__ = "0.1.0"
