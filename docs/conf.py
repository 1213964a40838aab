"""Sphinx settings: ``make docs`` builds the pages to build/docs, with warnings as errors."""

from importlib.metadata import version as installed

project = "blockctl"
release = version = installed("blockctl")
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "blockctl"
