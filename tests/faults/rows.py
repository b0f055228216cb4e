"""The table of all rows, with their sizes in the test suite and in the proof."""

from typing import Final

from tests.faults import (
    attacker,
    bulks,
    costs,
    doors,
    kill_api,
    kill_postgres,
    leaving,
    logins,
    merging,
    others,
    races,
    starving,
    strangers,
    tokens,
    words,
)
from tests.faults.finding import Row
from tests.faults.history import scenario as history

ROWS: Final = (
    Row("kill-postgres", kill_postgres.run, short=2, long=25),
    Row("kill-postgres-hurried", kill_postgres.run_hurried, short=1, long=25),
    Row("kill-api", kill_api.run, short=1, long=25),
    Row("one-slug", races.race_for_slug, short=2, long=100),
    Row("one-key", races.repeat_one_key, short=3, long=100),
    Row("merging-writers", merging.merge_writers, short=1, long=5),
    Row("bulks", bulks.run, short=3, long=40),
    Row("starved-pool", starving.starve_pool, short=60, long=60),
    Row("crowd", starving.crowd, short=60, long=60),
    Row("frozen-postgres", starving.freeze, short=2, long=5),
    Row("locked-table", starving.lock_table, short=6, long=6),
    Row("vanished-clients", leaving.vanish, short=20, long=20),
    Row("drain", leaving.drain, short=8, long=8),
    Row("half-open", leaving.half_open, short=400, long=400),
    Row("logins", logins.read_during_logins, short=24, long=24),
    Row("known-or-not", logins.compare_accounts, short=8, long=200),
    Row("token-or-session", tokens.compare_credentials, short=2, long=60),
    Row("versions", words.read_versions, short=50, long=10_000),
    Row("history", history.run, short=1_500, long=50_000),
    Row("history-hurried", history.run_hurried, short=300, long=3_000),
)
# Their short forms are tests elsewhere.
LONG_ROWS: Final = (
    *ROWS,
    Row("attacker", attacker.resist, short=10, long=60),
    Row("costs", costs.measure_costs, short=3, long=5),
    Row("held-images", doors.hold_images, short=10, long=doors.SLOW_READERS),
    Row("crowded-rendering", doors.crowd_renderers, short=2, long=doors.RENDERINGS),
    Row("crowded-images", doors.crowd_images, short=2, long=doors.IMAGES),
    Row("guesses", strangers.guess_from_everywhere, short=20, long=strangers.STRANGERS),
    Row("owner-kept-out", strangers.keep_owner_out, short=10, long=strangers.GUESSES),
    Row("letters-to-stranger", strangers.write_to_stranger, short=6, long=strangers.LETTERS),
    Row("fuzz", others.fuzz, short=0, long=1),
    Row("canary", others.find_secrets, short=1, long=1),
)
