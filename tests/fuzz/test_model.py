"""The blog behaves as its model, in whatever order users act."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.figures import log_event
from tests.fuzz.blog import Blog
from tests.fuzz.machine import BlogMachine

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "8"))
STEPS = int(os.environ.get("FUZZ_STEPS", "30"))


def test_blog_and_model_never_differ(blog: Blog) -> None:
    """The short form is deterministic; `scripts/fuzz` takes other steps, and more."""

    class Machine(BlogMachine):
        pass

    Machine.blog, before = blog, blog.requests
    is_same = False
    try:
        run_state_machine_as_test(Machine, settings=form())
        is_same = True
    finally:
        counts = {"lives": EXAMPLES, "acts": Machine.acts, "requests": blog.requests - before}
        log_event("model", **counts, busy=blog.busy, differences=int(not is_same))
    assert Machine.acts > EXAMPLES


def form() -> settings:
    """Return the number of examples and their options."""
    return settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
