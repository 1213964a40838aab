"""Run blockctl as ``python -m blockctl``."""

from blockctl.cli import main

if __name__ == "__main__":
    main()
