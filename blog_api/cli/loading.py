"""Loading much code at once: none of it is garbage; looking for some takes a fifth of a start."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Collect nothing meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
