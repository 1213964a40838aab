"""What all tests share."""

import signal
import threading


def pytest_configure() -> None:
    # A shell starts its background jobs with SIGINT ignored, and nohup its command with SIGHUP;
    # the commands would inherit it.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
