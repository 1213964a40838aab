"""What the libraries under keystoneauth1 say by themselves, kept from the user's terminal."""

import logging
import warnings


def hush() -> None:
    """Stop log records and warnings of theirs from reaching stderr; errors are told by us."""
    for name in ("keystoneauth", "urllib3"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    for module in ("keystoneauth1", "urllib3", "requests"):
        warnings.filterwarnings("ignore", module=module)
