"""User names that are reserved, and names that look like another (UTS 39 skeletons).

User names are ASCII, so of the confusables of Unicode only those within ASCII matter: no library is
needed for five characters. Source: https://www.unicode.org/Public/security/latest/confusables.txt,
lines `0030 ; 004F` (0 → O), `0031 ; 006C` (1 → l), `0049 ; 006C` (I → l) and `006D ; 0072 006E`
(m → rn). Names are compared ignoring case, so `i` equals `l` as `I` does. The separators
`.`, `-` and `_` are removed: `ad.min` looks like `admin`.
"""

from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select

from blog_api.db.statements import constant
from blog_api.models import User

FROM: Final = "01i.-_"
TO: Final = "oll"  # the characters of FROM without a counterpart are removed
PAIRS: Final = str.maketrans(FROM[: len(TO)], TO, FROM[len(TO) :])
RESERVED: Final = (
    "abuse",
    "admin",
    "administrator",
    "admins",
    "anonymous",
    "api",
    "blog_api",
    "blogapi",
    "contact",
    "everyone",
    "help",
    "helpdesk",
    "hostmaster",
    "info",
    "mail",
    "mailer-daemon",
    "moderator",
    "moderators",
    "nobody",
    "noreply",
    "no-reply",
    "official",
    "owner",
    "postmaster",
    "root",
    "security",
    "service",
    "staff",
    "superuser",
    "support",
    "sysadmin",
    "system",
    "team",
    "verified",
    "webmaster",
)


def skeleton_of(name: str) -> str:
    """Return the skeleton: equal for names that look alike."""
    return name.lower().translate(PAIRS).replace("m", "rn")


RESERVED_SKELETONS: Final = frozenset(map(skeleton_of, RESERVED))


def sql_skeleton_of(name: SQLColumnExpression[str]) -> ColumnElement[str]:
    plain = func.translate(func.lower(name), constant(FROM), constant(TO))
    return func.replace(plain, constant("m"), constant("rn"))


def looks_official(
    name: SQLColumnExpression[str], *, besides: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Return SQL: the name looks reserved, or like that of another active administrator."""
    admin = User.alias("look_alike")
    skeleton = sql_skeleton_of(name)
    like_an_admin = (
        select(admin.c.id)
        .where(
            admin.c.role == constant("admin"),
            admin.c.is_active,
            admin.c.deleted_at.is_(None),
            admin.c.id != besides,
            sql_skeleton_of(admin.c.username) == skeleton,
        )
        .correlate_except(admin)
        .limit(constant(1))
        .scalar_subquery()
        .is_not(None)
    )
    reserved = [constant(text) for text in sorted(RESERVED_SKELETONS)]
    return or_(skeleton.in_(reserved), like_an_admin)
