"""Passkeys in Chromium, at localhost and at a host name: `python -m tests.passkeys_in_browser`.

Browsers offer passkeys on secure pages only. So the host name has a TLS terminator with its own
certificate, which the browser is told to accept; a name of the reserved domain `.test` leads to
this machine in the browser alone.
"""

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import secrets
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.live_server import ADMIN_EMAIL, create_admin, free_port, live_server

HOST: Final = "blog.example.test"
SCRIPT: Final = ("node", ".tools/node/passkeys.mjs")
OURS: Final = {"DATABASE_URL", "ENVIRONMENT", "PUBLIC_URL"}


def main() -> int:
    """Return the exit code of the first script that failed, or 0."""
    return at_localhost() or at_a_host_name()


def settings_in(folder: str, **changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"BLOG_DATA_DIR": folder} | changes


def at_localhost() -> int:
    with TemporaryDirectory(prefix="blog-passkeys-") as folder:
        settings = settings_in(folder)
        with live_server(settings) as address:
            return run(settings, f"http://localhost:{urlsplit(address).port}", [])


def at_a_host_name() -> int:
    port = free_port()
    page = f"https://{HOST}:{port}"
    with TemporaryDirectory(prefix="blog-passkeys-") as folder:
        settings = settings_in(folder, PUBLIC_URL=page)
        key_hash = make_certificate(Path(folder))
        flags = [
            f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={key_hash}",
        ]
        with (
            live_server(settings) as address,
            terminating_tls(port, Path(folder), urlsplit(address).port or 0),
        ):
            return run(settings, page, flags)


def run(settings: dict[str, str], page: str, flags: list[str]) -> int:
    """Run the script of the browser at a page of a server."""
    password = secrets.token_urlsafe()
    create_admin(settings, password)
    given = {
        "PAGE_URL": page,
        "ADMIN_EMAIL": ADMIN_EMAIL,
        "ADMIN_PASSWORD": password,
        "BROWSER_FLAGS": json.dumps(flags),
    }
    return subprocess.run(SCRIPT, env=settings | given, check=False).returncode


def make_certificate(folder: Path) -> str:
    """Write a key and its certificate; return the hash by which the browser accepts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "tls.key").write_bytes(key.private_bytes(pem, pkcs8, plain))
    (folder / "tls.pem").write_bytes(certificate.public_bytes(pem))
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(spki).digest()).decode()


@contextmanager
def terminating_tls(port: int, folder: Path, server_port: int) -> Iterator[None]:
    """Pass connections with TLS on to the server, in a thread."""
    loop = asyncio.new_event_loop()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem", folder / "tls.key")

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await asyncio.open_connection("127.0.0.1", server_port)
        await asyncio.gather(pass_on(reader, behind[1]), pass_on(behind[0], writer))

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    starting = asyncio.start_server(connect, "127.0.0.1", port, ssl=context)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(ConnectionError, RuntimeError):
        writer.close()


if __name__ == "__main__":
    sys.exit(main())
