"""Networks and devices from which an account has logged in."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, TypedColumns, func

from blog_api.models.base import INSTANT, metadata


class LoginNetworkColumns(TypedColumns):
    """`network` is an IPv4 address or an IPv6 /64, as `network_of` writes it."""

    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    network: Named[str] = Column(Text, primary_key=True)
    seen_at: Named[datetime] = Column(INSTANT, server_default=func.now())


LoginNetwork: Final = Table(
    "login_networks",
    metadata,
    LoginNetworkColumns,
    Index("ix_login_networks_seen_at", "seen_at"),
)


class LoginDeviceColumns(TypedColumns):
    """`device` is a family such as `Firefox on Linux`, `site` an IPv4 /24 or an IPv6 /48."""

    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    device: Named[str] = Column(Text, primary_key=True)
    site: Named[str] = Column(Text, primary_key=True)
    seen_at: Named[datetime] = Column(INSTANT, server_default=func.now())


LoginDevice: Final = Table(
    "login_devices",
    metadata,
    LoginDeviceColumns,
    Index("ix_login_devices_seen_at", "seen_at"),
)
