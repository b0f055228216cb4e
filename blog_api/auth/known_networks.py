"""Networks from which an account logged in during the last 90 days."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Interval, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from blog_api.auth.queries import KNOWN_FOR
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.http.client_ip import network_of
from blog_api.models import LoginNetwork

REMEMBER_NETWORK: Final = Statement(
    insert(LoginNetwork)
    .values(user_id=bindparam("user_id"), network=bindparam("network"))
    .on_conflict_do_update(
        index_elements=[LoginNetwork.c.user_id, LoginNetwork.c.network],
        set_={"seen_at": func.now()},
        where=LoginNetwork.c.seen_at < func.now() - bindparam("a_day", type_=Interval),
    ),
    int,
)
FORGOTTEN: Final = (
    select(LoginNetwork.c.user_id, LoginNetwork.c.network)
    .where(LoginNetwork.c.seen_at <= func.now() - bindparam("known_for", type_=Interval))
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("forgotten")
)
FORGET_NETWORKS: Final = Statement(
    delete(LoginNetwork).where(
        LoginNetwork.c.user_id == FORGOTTEN.c.user_id,
        LoginNetwork.c.network == FORGOTTEN.c.network,
    ),
    int,
)


async def remember_network(db: Transaction, user_id: int, address: str) -> None:
    a_day = timedelta(days=1)
    await db.run(REMEMBER_NETWORK, user_id=user_id, network=network_of(address), a_day=a_day)


async def forget_networks(db: Transaction, batch_size: int) -> int:
    """Remove a batch of networks not seen for `KNOWN_FOR`; return how many."""
    return await db.run(FORGET_NETWORKS, batch_size=batch_size, known_for=KNOWN_FOR)
