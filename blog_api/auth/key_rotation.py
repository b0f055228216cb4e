"""Commands `blog-api keys generate|publish|rotate|list`.

With several servers a key is published before it signs: each of them must be able to verify the
first token of the new key.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import rsa

from blog_api.auth.key_files import (
    UnusableKeyError,
    copy_access,
    create_key_file,
    dump_private_key,
    dump_public_key,
    parse_private_key,
    read_key_file,
)
from blog_api.auth.keys import (
    RETIRED_FORMAT,
    find_end,
    find_public_dir,
    get_kid,
    get_private_path,
    is_over,
    load_private_key,
    make_private_key,
    read_public_keys,
)
from blog_api.settings import Settings


@dataclass(frozen=True, slots=True)
class ListedKey:
    """Listed key: `path` is None for the environment, `verifies_until` for one without an end."""

    kid: str
    state: Literal["active", "verifying", "retired"]
    bits: int
    path: Path | None
    verifies_until: datetime | None


def generate() -> bytes:
    return dump_private_key(make_private_key())


def publish(settings: Settings) -> str:
    """Create the next key and publish its public half; return its `kid`.

    The key verifies now, and signs after the next `rotate`. Publishing again changes nothing.
    """
    path, folder = require_rotatable(settings)
    load_private_key(settings)
    following = following_path(path)
    if find_following_key(path) is None:
        following.unlink(missing_ok=True)
    with suppress(FileExistsError):
        create_key_file(following, dump_private_key(make_private_key()))
        copy_access(path, following)
    key = parse_private_key(read_key_file(following), str(following)).public_key()
    with suppress(FileExistsError):
        create_key_file(published_path(folder, key), dump_public_key(key), mode=0o644)
    return get_kid(key)


def following_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


def published_path(folder: Path, key: rsa.RSAPublicKey) -> Path:
    return folder / f"{get_kid(key)}.pem"


def find_following_key(path: Path) -> rsa.RSAPrivateKey | None:
    """Return the published key, unless a rotation that was interrupted has made it active."""
    following = following_path(path)
    if not following.exists():
        return None
    text = read_key_file(following)
    return None if text == read_key_file(path) else parse_private_key(text, str(following))


def rotate(settings: Settings, now: datetime | None = None) -> str:
    """Make the published key active, or a new one; return its `kid`.

    The old key verifies until its tokens expire.
    Raise UnusableKeyError where the old key cannot be kept, as that would end every session.
    Running servers load the new key within 10 seconds.
    """
    now = now or datetime.now(UTC)
    path, folder = require_rotatable(settings)
    load_private_key(settings)
    new = find_following_key(path) or make_private_key()
    incoming = claim_incoming(path, dump_private_key(new))
    try:
        retire(load_private_key(settings).public_key(), folder, now)
        copy_access(path, incoming)
        incoming.replace(path)
        following_path(path).unlink(missing_ok=True)
    except BaseException:
        incoming.unlink(missing_ok=True)
        raise
    drop_expired(settings, now)
    return get_kid(new.public_key())


def require_rotatable(settings: Settings) -> tuple[Path, Path]:
    if settings.jwt_private_key is not None:
        raise UnusableKeyError(
            "JWT_PRIVATE_KEY: a key in the environment cannot be replaced from here; put its "
            "public key into JWT_PUBLIC_KEYS_DIR and set a new one made by `keys generate`"
        )
    folder = find_public_dir(settings)
    if folder is None:
        raise UnusableKeyError("JWT_PUBLIC_KEYS_DIR: set it, or a rotation ends every session")
    return get_private_path(settings), folder


def claim_incoming(path: Path, pem: bytes) -> Path:
    """Write the new key next to the old one; this file is also the lock of the rotation."""
    incoming = path.with_name(f"{path.name}.incoming")
    try:
        create_key_file(incoming, pem)
    except FileExistsError:
        raise UnusableKeyError(
            f"{incoming}: another rotation is under way; delete this if one was interrupted"
        ) from None
    return incoming


def retire(key: rsa.RSAPublicKey, folder: Path, now: datetime) -> None:
    """Save the old public key before the new key is used: a crash in between ends no session.

    The name has whole seconds, rounded up, as the old key signs until this second ends.
    """
    retired_at = now.astimezone(UTC) + timedelta(seconds=1)
    name = f"{get_kid(key)}.retired-{retired_at.strftime(RETIRED_FORMAT)}.pem"
    with suppress(FileExistsError):
        create_key_file(folder / name, dump_public_key(key), mode=0o644)
    published_path(folder, key).unlink(missing_ok=True)  # it has an end from now on


def drop_expired(settings: Settings, now: datetime) -> None:
    for path, _ in list(read_public_keys(settings)):
        if is_over(path, settings, now):
            path.unlink(missing_ok=True)


def list_keys(settings: Settings, now: datetime | None = None) -> list[ListedKey]:
    """List the keys that a server started now would use; `rotate` removes the rest."""
    now = now or datetime.now(UTC)
    active = load_private_key(settings).public_key()
    path = None if settings.jwt_private_key is not None else get_private_path(settings)
    listed = [ListedKey(get_kid(active), "active", active.key_size, path, None)]
    return listed + [
        describe_key(path, key, settings)
        for path, key in read_public_keys(settings)
        if not is_over(path, settings, now) and get_kid(key) != listed[0].kid
    ]


def describe_key(path: Path, key: rsa.RSAPublicKey, settings: Settings) -> ListedKey:
    end = find_end(path, settings)
    state: Literal["verifying", "retired"] = "verifying" if end is None else "retired"
    return ListedKey(get_kid(key), state, key.key_size, path, end)
