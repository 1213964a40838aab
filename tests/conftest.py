"""What all tests share."""

import signal
import threading


def pytest_configure() -> None:
    # A shell starts its background jobs with SIGINT ignored, which the commands would inherit.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
