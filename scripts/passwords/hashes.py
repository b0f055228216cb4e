"""Exchange of hashes between two environments: `hashes.py make | … hashes.py verify`."""

import asyncio
import json
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import bcrypt
import passlib

from blog_api.auth.passwords import Passwords
from blog_api.settings import Settings

PASSWORDS = (
    "correct horse battery staple",
    "x" * 256,
    "x" * 72 + "y",
    "mot de passé",
    "\U0001f40e" * 64,
    "abcd\x00efgh",
    "\u202e\u05e9\u05dc\u05d5\u05dd \u05dc\u05db",
)
# Made by the bcrypt library itself, as an older release stored them.
PLAIN = {"correct horse": "$2b$04$1V7TP9guxUjvti2NquDGseiPhhG.9kD3Cq21.Srp.wACBYwaRnh2u"}


def name_libraries() -> str:
    """Return the distributions that provide the imported names."""
    where = Path(passlib.__file__).parents[1]
    named = {"libpass", "passlib"} & set(packages_distributions()["passlib"])
    found = [name for name in sorted(named) if list(where.glob(f"{name}-*.dist-info"))]
    return f"{found[0]} {version(found[0])}, bcrypt {bcrypt.__version__}"


def open_passwords() -> Passwords:
    return Passwords(Settings(_env_file=None, blog_data_dir=Path("nowhere"), bcrypt_rounds=4))


async def make() -> None:
    passwords = open_passwords()
    made = PLAIN | {password: await passwords.hash(password) for password in PASSWORDS}
    json.dump({"by": name_libraries(), "hashes": made}, sys.stdout)


async def verify() -> None:
    given = json.load(sys.stdin)
    passwords = open_passwords()
    assert given["by"] != name_libraries(), "both environments have the same libraries"
    assert len(given["hashes"]) == len(PASSWORDS) + len(PLAIN)
    for password, hashed in given["hashes"].items():
        assert await passwords.matches(password, hashed), hashed
        assert not await passwords.matches(password + "!", hashed), hashed
        assert not await passwords.matches(password[:-1], hashed), hashed
        assert passwords.needs_rehash(hashed) == (password in PLAIN), hashed
    print(f"{len(given['hashes'])} hashes of {given['by']} verified by {name_libraries()}.")


asyncio.run({"make": make, "verify": verify}[sys.argv[1]]())
