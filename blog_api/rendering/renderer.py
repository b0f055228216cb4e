"""Which renderer it is, and where it works; it is loaded when it is first needed."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Final

# Counted up when the same Markdown would now give other HTML; what is stored is then made anew.
RENDERER: Final = 1
# Parsing holds the interpreter: two at once would only slow each other, and every request.
THREADS: Final = ThreadPoolExecutor(min(2, os.cpu_count() or 1), thread_name_prefix="rendering")
SHORT: Final = 4_000  # characters
MARKS: Final = "\n[]*_`~<|&\\"
FEW: Final = 50


async def render(content: str) -> str:
    """Off the event loop: a long post takes a quarter of a second, a hostile one three.

    What is short and has little markup takes less than the way to a thread and back.
    """
    if is_quick(content):
        return load_and_render(content)
    return await asyncio.get_running_loop().run_in_executor(THREADS, load_and_render, content)


def is_quick(content: str) -> bool:
    """Whether it takes a millisecond at most, whatever somebody wrote."""
    return len(content) <= SHORT and sum(map(content.count, MARKS)) <= FEW


def load_and_render(content: str) -> str:
    """Parser and sanitizer take 3 MB, which a worker that only reads does not need."""
    from blog_api.rendering.markdown import render_now  # noqa: PLC0415  # see above

    return render_now(content)
