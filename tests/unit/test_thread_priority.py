"""Threads of hashing and scaling leave the processor to the event loop."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from blog_api.auth.hash_queue import HashQueue, Priority
from blog_api.fair_share import FairThreads
from blog_api.thread_priority import NICENESS, lower_priority

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


async def test_the_event_loop_keeps_its_priority() -> None:
    before = niceness()
    hashing, scaling = HashQueue(1, 0.1), FairThreads(1, "scaling", lower_priority)
    for seen in (
        await hashing.run(niceness, Priority.TRUSTED),
        await scaling.run("ada", niceness),
    ):
        assert seen == max(before, NICENESS)
    assert niceness() == before


def test_a_lower_priority_is_kept() -> None:
    def lowered() -> int:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
        lower_priority()
        return niceness()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(lowered).result() == 15
