"""Own the server of the given folder until killed; print its URL when it is ready."""

import signal
import sys
import time
from pathlib import Path

from blog_api.embedded_postgres.server import embedded_postgres

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job of a shell would ignore it
with embedded_postgres(Path(sys.argv[1]), settings={"fsync": "off"}, patience=0) as url:
    print(url, flush=True)  # noqa: T201 - the test waits for this line
    time.sleep(600)
