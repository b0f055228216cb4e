"""The proving ground: what breaks in production is broken here, and what must hold is measured.

Each row of the table is one scenario: `run(ground, size)`, which breaks something and returns a
`Finding`. `tests/faults/test_rows.py` runs all of them in a short form, `scripts/prove` in the long
one. What they are made of:

* `cluster`, `api`, `ground`: a PostgreSQL and an API of our own, to kill, freeze and slow down;
* `wire`: an HTTP client that tells an answer from none, and that can vanish;
* `people`, `load`: who calls, and what they do while things break;
* `finding`: a figure, its reach, and whether it holds;
* `history/`: the log of concurrent clients, and the checker that finds what no order explains.
"""
