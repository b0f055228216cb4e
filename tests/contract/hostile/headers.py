"""Header values that a server accepts: visible ASCII, blanks, tabs and bytes from 0x80."""

ANYWHERE = (
    *(b"", b"\t", b"\xff\xfe", b"\xc3\xa9", b"\xb2", b"\x85\xa0", b"a" * 8_000, b"%00"),
    *(b'"\xff"', b"*", b"{}", b"1,2,,3", b";;;=", b"-1"),
)
TAGS = (
    *(b'"post-1-1"', b'W/"post-1-1"', b'"a", "b", W/"c"', b'"unterminated', b"W/", b'""', b", ,"),
    *(b'"' * 4_000, b'"a",' * 1_000, b'"post-1-99999999999999999999"', b"*, *"),
)
# Besides the headers that a route announces; the others are handled around all routes alike.
READ_EVERYWHERE = {"authorization", "content-type"}
HEADERS: dict[str, tuple[bytes, ...]] = {
    "if-match": TAGS,
    "if-none-match": TAGS,
    "if-modified-since": (b"yesterday", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    "range": (b"bytes=0-0", b"bytes=9-1", b"bytes=-99999999999999999999"),
    "authorization": (
        *(
            b"Bearer",
            b"Bearer ",
            b"Bearer  ",
            b"bearer x",
            b"BEARER a.b.c",
            b"Basic YTpi",
            b"Digest a",
        ),
        *(
            b"Bearer \xff\xfe",
            b"Bearer a b",
            b"Bearer " + b"." * 5_000,
            b"Bearer a,Bearer b",
            b"a.b.c",
        ),
    ),
    "content-type": (
        *(
            b"application/json; charset=utf-16",
            b"application/json;;",
            b"application/json, text/plain",
        ),
        *(b"text/plain", b"application/xml", b"application/merge-patch+json", b"APPLICATION/JSON"),
        *(b"application/x-www-form-urlencoded", b"application/+json", b"json", b"/", b"a/b/c"),
        *(
            b"multipart/form-data",
            b"multipart/form-data; boundary=",
            b"multipart/form-data; boundary=x",
        ),
        *(b"multipart/mixed; boundary=" + b"x" * 300, b"application/octet-stream"),
    ),
    "content-length": (b"9" * 5_000, b"+1", b"1_0", b"0x1"),
    "content-encoding": (b"gzip", b"br", b"identity, identity"),
    "accept": (b"text/html", b"application/xml;q=0", b"*/*;q=x", b"image/*"),
    "accept-language": (b"de;q=9,,", b"x-klingon"),
    "x-request-id": (b"a b", b"a" * 129, b"~" * 128),
    "idempotency-key": (b"a", b"a" * 256, b"\xf0\x9f\x98\x80"),
    "x-forwarded-for": (b"::1", b"1.2.3.4, 5.6.7.8", b"999.999.999.999", b"unknown"),
    "x-http-method-override": (b"DELETE",),
    "user-agent": (b"\xff" * 1_000,),
    "origin": (b"null", b"https://evil.example"),
    "host": (b"evil.example", b"[::1", b"a b", b"test:99999"),
    "cookie": (b"a=b; a=c; ;=", b"session=\xff"),
    "transfer-encoding": (b"chunked",),
}
