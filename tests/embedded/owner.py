"""Own the server of the given folder until killed; print its URL when it is ready."""

import sys
import time
from pathlib import Path

from blog_api.db.embedded import embedded_postgres

with embedded_postgres(Path(sys.argv[1]), settings={"fsync": "off"}, patience=0) as url:
    print(url, flush=True)  # noqa: T201 - the test waits for this line
    for _ in range(6000):
        time.sleep(0.1)  # short, for a signal that comes just before a sleep is heard after it
