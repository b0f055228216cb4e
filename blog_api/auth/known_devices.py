"""Devices and networks of the log-ins of the last 90 days, and the notice of a new one."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Interval, Text, and_, bindparam, delete, func, not_, or_, select
from sqlalchemy.dialects.postgresql import insert

from blog_api.auth.devices import device_of
from blog_api.auth.queries import KNOWN_FOR
from blog_api.auth.schemas import Device
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.http.client_ip import site_of
from blog_api.live import LiveUser
from blog_api.live_credentials import LiveLoginDevice, LiveSession
from blog_api.mail.account_notices import tell_new_login
from blog_api.models import LoginDevice

USER_ID: Final = bindparam("user_id", type_=BigInteger)
SINCE: Final = func.now() - bindparam("known_for", type_=Interval)
REMEMBERED: Final = insert(LoginDevice).values(
    user_id=USER_ID, device=bindparam("device"), site=bindparam("site")
)
REMEMBER: Final = REMEMBERED.on_conflict_do_update(
    index_elements=[LoginDevice.c.user_id, LoginDevice.c.device, LoginDevice.c.site],
    set_={"seen_at": func.now()},
    where=LoginDevice.c.seen_at < func.now() - bindparam("a_day", type_=Interval),
)
IS_SEEN: Final = (
    select(LiveLoginDevice.c.user_id)
    .where(
        LiveLoginDevice.c.user_id == LiveUser.c.id,
        LiveLoginDevice.c.device == bindparam("device"),
        LiveLoginDevice.c.site == bindparam("site"),
        LiveLoginDevice.c.seen_at > SINCE,
    )
    .exists()
)
# Sessions of the previous release, which stores no devices.
HAS_SESSION: Final = (
    select(LiveSession.c.id)
    .where(
        LiveSession.c.user_id == LiveUser.c.id,
        LiveSession.c.id != bindparam("session_id", type_=BigInteger),
        LiveSession.c.ip == bindparam("ip", type_=Text),
        LiveSession.c.user_agent.is_not_distinct_from(bindparam("user_agent", type_=Text)),
    )
    .exists()
)
# The first log-in of a new account: there is nothing to compare it with.
IS_FIRST: Final = and_(
    LiveUser.c.created_at > SINCE,
    not_(
        select(LiveLoginDevice.c.user_id).where(LiveLoginDevice.c.user_id == LiveUser.c.id).exists()
    ),
)
# The CTE writes after the SELECT has read: both see the rows from before the statement.
REMEMBER_DEVICE: Final = Statement(
    select(and_(LiveUser.c.notify_new_login, not_(or_(IS_SEEN, HAS_SESSION, IS_FIRST))))
    .where(LiveUser.c.id == USER_ID)
    .add_cte(REMEMBER.returning(LoginDevice.c.user_id).cte("remembered")),
    bool,
)
FORGOTTEN: Final = (
    select(LoginDevice.c.user_id, LoginDevice.c.device, LoginDevice.c.site)
    .where(LoginDevice.c.seen_at <= SINCE)
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("forgotten")
)
FORGET_DEVICES: Final = Statement(
    delete(LoginDevice).where(
        LoginDevice.c.user_id == FORGOTTEN.c.user_id,
        LoginDevice.c.device == FORGOTTEN.c.device,
        LoginDevice.c.site == FORGOTTEN.c.site,
    ),
    int,
)
FORGET_DEVICES_OF: Final = Statement(
    delete(LoginDevice).where(LoginDevice.c.user_id == bindparam("user_id")), int
)


async def remember_device(
    db: Transaction, user_id: int, device: Device, *, session_id: int
) -> None:
    """Remember the device and network of a log-in; queue a notice if they are new."""
    family, site = device_of(device.user_agent), site_of(device.ip or "")
    named: dict[str, Any] = {
        "user_id": user_id,
        "session_id": session_id,
        "device": family,
        "site": site,
        "ip": device.ip,
        "user_agent": device.user_agent,
    }
    if await db.one(REMEMBER_DEVICE, **named, known_for=KNOWN_FOR, a_day=timedelta(days=1)):
        await tell_new_login(db, user_id, family, site)


async def forget_devices(db: Transaction, batch_size: int) -> int:
    """Remove a batch of devices not seen for `KNOWN_FOR`; return how many."""
    return await db.run(FORGET_DEVICES, batch_size=batch_size, known_for=KNOWN_FOR)


async def forget_devices_of(db: Transaction, user_id: int) -> None:
    """Forget the devices of an account that a thief may have used."""
    await db.run(FORGET_DEVICES_OF, user_id=user_id)
