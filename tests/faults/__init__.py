"""Proof under faults: failures of production are provoked here, and their effects measured.

Each row of the table is one scenario: `run(ground, size)` causes a fault and returns a `Finding`.
`tests/faults/test_rows.py` runs all of them in a short form, `scripts/prove` in the long one.
Their parts: `cluster`, `api` and `ground` are a PostgreSQL and an API to kill, freeze and slow
down; `wire` is an HTTP client that tells a response from none, and that can disconnect; `people`
and `load` are the callers and their requests during the faults; `finding` is a figure, its bound,
and whether it holds; `history/` is the log of concurrent clients, and the checker that finds
anomalies.
"""
