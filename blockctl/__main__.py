"""Where the ``blockctl`` command and ``python -m blockctl`` begin."""

import sys


def run() -> None:
    """Run the command line; Ctrl-C while its modules are imported ends without a traceback."""
    try:
        from blockctl.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    main()


if __name__ == "__main__":
    run()
