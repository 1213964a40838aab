"""Where the lab keeps things: nothing outside the project's build folder."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LAB = Path(__file__).resolve().parent
IMAGES = PROJECT / "build" / "lab" / "images"
# One folder for each lab that runs.
RUNNING = PROJECT / "build" / "lab" / "running"
