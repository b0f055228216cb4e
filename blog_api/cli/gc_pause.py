"""Pause of the garbage collector during imports, where it takes 20 % of the startup time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
