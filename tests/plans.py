"""PostgreSQL's plans of statements, and their faults on big tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]
Plan = dict[str, Any]
WRITING: Final = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")
ROWS_OF_A_BIG_TABLE: Final = 1_000
SELECT_BIG: Final = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s
AND relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as it was passed to psycopg."""

    sql: str
    parameters: Sequence[Any] | None


def find_big_tables(connection: Connection) -> frozenset[str]:
    """Return the tables that must never be scanned whole."""
    rows = connection.execute(SELECT_BIG, (ROWS_OF_A_BIG_TABLE,)).fetchall()
    return frozenset(name for (name,) in rows)


def explain(connection: Connection, sent: Sent) -> Plan:
    """Return the plan; of a read with actual row counts, of a write with estimates."""
    analyze = "" if WRITING.search(sent.sql) else "ANALYZE, TIMING OFF, "
    statement = f"EXPLAIN ({analyze}FORMAT JSON) {sent.sql}"
    cursor = psycopg.RawCursor(connection)
    ((found,),) = cursor.execute(statement.encode(), sent.parameters).fetchall()
    plan: Plan = found[0]["Plan"]
    return plan


def complaints(plan: Plan, big: frozenset[str], most_sorted: int) -> list[str]:
    """Return every sequential scan of a big table, and every sort of more rows than that."""
    return [
        *(
            f"reads all of {node['Relation Name']}"
            for node in nodes(plan)
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in big
        ),
        *(
            f"sorts {rows} rows by {node['Sort Key']}"
            for node in nodes(plan)
            if node["Node Type"] in {"Sort", "Incremental Sort"}
            and (rows := handled(node["Plans"][0])) > most_sorted
        ),
    ]


def handled(node: Plan) -> int:
    """Return the number of rows that a node produced."""
    return int(node["Actual Rows" if "Actual Rows" in node else "Plan Rows"])


def nodes(plan: Plan) -> Iterator[Plan]:
    """Yield the plan and its descendants."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)
