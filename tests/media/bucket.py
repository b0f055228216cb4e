"""A server with the part of S3 that an image store needs, and a log of accepted requests."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from typing_extensions import override

KEY = re.compile(r"<Key>([^<]+)</Key>")
RANGE = re.compile(r"bytes=([0-9]+)-([0-9]+)")
RESULT = '<?xml version="1.0" encoding="UTF-8"?><DeleteResult>{}</DeleteResult>'


@dataclass
class Bucket:
    """`files` are by full path."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    credentials: set[str] = field(default_factory=set)


class Handler(BaseHTTPRequestHandler):
    """Answers requests for the bucket of its server."""

    bucket: Bucket

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> bytes:
        found = re.search(r"Credential=([^/]+)/", self.headers.get("authorization", ""))
        self.bucket.credentials.add(found[1] if found else "")
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def do_PUT(self) -> None:
        self.bucket.files[self.path] = self.body()
        self.reply(200, ETag='"1"')

    def do_GET(self) -> None:
        self.body()
        data = self.bucket.files.get(self.path)
        told = {"ETag": '"1"', "Last_Modified": "Sat, 31 Jan 2026 12:00:00 GMT"}
        if data is None:
            self.reply(404, b"", **told)
        elif asked := RANGE.fullmatch(self.headers.get("range", "")):
            start, end = int(asked[1]), min(int(asked[2]) + 1, len(data))
            told["Content_Range"] = f"bytes {start}-{end - 1}/{len(data)}"
            self.reply(206, data[start:end], **told)
        else:
            self.reply(200, data, **told)

    def do_DELETE(self) -> None:
        self.body()
        self.bucket.files.pop(self.path, None)
        self.reply(204)

    def do_POST(self) -> None:
        """Delete several files at once."""
        keys = KEY.findall(self.body().decode())
        for key in keys:
            self.bucket.files.pop(f"/blog/{key}", None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self.reply(200, RESULT.format(deleted).encode())

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Silence the log."""


@contextmanager
def serving_bucket() -> Iterator[Bucket]:
    bucket = Bucket("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfBucket", (Handler,), {"bucket": bucket}))
    bucket.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
