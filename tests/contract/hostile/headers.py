"""Header values that a server lets through: visible ASCII, blanks, tabs and bytes from 0x80."""

ANYWHERE = (
    *(b"", b"\t", b"\xff\xfe", b"\xc3\xa9", b"\xb2", b"\x85\xa0", b"a" * 8_000, b"%00"),
    *(b'"\xff"', b"*", b"{}", b"1,2,,3", b";;;=", b"-1"),
)
TAGS = (
    *(b'"post-1-1"', b'W/"post-1-1"', b'"a", "b", W/"c"', b'"unterminated', b"W/", b'""', b", ,"),
    *(b'"' * 4_000, b'"a",' * 1_000, b'"post-1-99999999999999999999"', b"*, *"),
)
# What routes look at themselves; the rest is the business of what surrounds all of them alike.
READ_BY_ROUTES = {"If-Match", "If-None-Match", "Authorization", "Content-Type", "Idempotency-Key"}
HEADERS: dict[str, tuple[bytes, ...]] = {
    "If-Match": TAGS,
    "If-None-Match": TAGS,
    "If-Modified-Since": (b"yesterday", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    "Range": (b"bytes=0-0", b"bytes=9-1", b"bytes=-99999999999999999999"),
    "Authorization": (
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
    "Content-Type": (
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
    "Content-Length": (b"9" * 5_000, b"+1", b"1_0", b"0x1"),
    "Content-Encoding": (b"gzip", b"br", b"identity, identity"),
    "Accept": (b"text/html", b"application/xml;q=0", b"*/*;q=x", b"image/*"),
    "Accept-Language": (b"de;q=9,,", b"x-klingon"),
    "X-Request-ID": (b"a b", b"a" * 129, b"~" * 128),
    "Idempotency-Key": (b"a", b"a" * 256, b"\xf0\x9f\x98\x80"),
    "X-Forwarded-For": (b"::1", b"1.2.3.4, 5.6.7.8", b"999.999.999.999", b"unknown"),
    "X-HTTP-Method-Override": (b"DELETE",),
    "User-Agent": (b"\xff" * 1_000,),
    "Origin": (b"null", b"https://evil.example"),
    "Host": (b"evil.example", b"[::1", b"a b", b"test:99999"),
    "Cookie": (b"a=b; a=c; ;=", b"session=\xff"),
    "Transfer-Encoding": (b"chunked",),
}
