"""Threads that leave the processor to the event loop when both want it."""

import os
import sys
import threading
from contextlib import suppress
from typing import Final

NICENESS: Final = 5  # a third of the share of a thread of the usual 0


def lower_priority() -> None:
    """Lower the priority of the calling thread, as an initializer of its pool.

    For code that releases the GIL, such as hashing and scaling: a thread of low priority that held
    it would delay the event loop (decision 0075). Only Linux has a priority for each thread.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):
            present = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, max(present, NICENESS))
