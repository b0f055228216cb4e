"""Texts, for every place that takes one: path, query, form, JSON string."""

import base64

SECRET = "hunter2-Geheimnis"  # no reader wants this in a response


def cursor(text: str) -> str:
    """Return a cursor as lists encode it."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


NUMBERS = (
    *("0", "-1", "-0", "+1", " 1", "1 ", "1\n", "1_0", "1,000", "1.0", "1e3", "0x10", "01", "1j"),
    *("\u0661", "\uff11", "\u00b2", "\u2167", "1\u0661", "NaN", "Infinity", "-inf", "1e309"),
    *(str(2**31 - 1), str(2**31), str(-(2**31) - 1), str(2**53 + 1), str(2**63 - 1), str(2**63)),
    *(str(-(2**63) - 1), str(2**64), str(10**30), "9" * 400, "9" * 5_000),
)
CHARACTERS = (
    *("", " ", "\t\n", "\0", f"{SECRET}\0", "\x01\x1f\x7f", "\r\nSet-Cookie: a=b", "\x85\x1c"),
    *(
        "\u2028\u2029",
        "\ufeff",
        "\u202egnol",
        "\u200b",
        "\uffff",
        "\U0010ffff",
        "e" + "\u0301" * 500,
    ),
    *("\U0001f469\u200d\U0001f469\u200d\U0001f467", "\ufdfa" * 40, "\u00df\u0130\u0131", "\ue000"),
)
INJECTIONS = (
    *("%", "_", "%%", "%_%", "\\", "\\\\%", "'", '"', "';--", "' OR '1'='1", "1; DROP TABLE posts"),
    *("$1", "%s", "%(id)s", "{0}", "{post_id}", "${jndi:ldap://x}", "{{7*7}}", "pg_sleep(9)"),
    *("<script>alert(1)</script>", "<!--", "]]>", "*", "(", "[a", "(a+)+$", "a:* & !b |", "``````"),
    *("../../etc/passwd", "..", ".", "//evil.example", "me", "slug", "null", "undefined", "True"),
)
INSTANTS = (
    *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "0000-00-00T00:00:00Z"),
    *("2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2016-12-31T23:59:60Z", "2026-01-01"),
    *("2026-01-01T00:00:00", "2026-01-01T00:00:00+25:00", "10000-01-01T00:00:00Z", "-infinity"),
    *("now", "epoch", "1767225600", "1000-01-01T00:00:00+00:01", "9999-12-31T23:59:59.999999999Z"),
)
CURSORS = (
    cursor("newest.1.1"),
    cursor("newest.99999999999999999999.1"),
    cursor("newest.-9223372036854775808.1"),
    cursor("newest.9223372036854775807.9223372036854775807"),
    cursor("newest.253402300800000000.1"),
    cursor("newest.-99999999999999999.1"),
    cursor("updated.1.9223372036854775808"),
    cursor("newest.\u0661.1"),
    cursor("newest.1"),
    "bmV3ZXN0LjEuMQ==",
    "=",
    "a",
)
ADDRESSES = (
    *("javascript:alert(1)", "http://[::1", "http://a:99999/", "file:///etc/passwd", "http:///"),
    *(f"http://x/{'a' * 3_000}", "http://\0", "http://\ud7ff.example/", "HTTP://EXAMPLE.COM:80"),
    *("a@b", f"a@{'b' * 300}.com", '"a b"@example.com', "a\0@example.com", "a@exa mple.com"),
    *(
        "\uff41@example.com",
        "a@[127.0.0.1]",
        f"{SECRET}@",
        "a@xn--0.com",
        f"{'a' * 65}@example.com",
    ),
)
LONG = (SECRET * 6, SECRET * 30, SECRET * 700, "\u00e9" * 300, "\U0001f600" * 101, "a-" * 101)

TEXTS = (*NUMBERS, *CHARACTERS, *INJECTIONS, *INSTANTS, *CURSORS, *ADDRESSES, *LONG)

# Already encoded, for URLs only: bytes that are not UTF-8, and double encodings.
ENCODED = (
    *("%", "%z", "%zz", "%00", "%0", "%ff", "%ff%fe", "%c3", "%c0%80", "%ed%a0%80", "%f5%80%80%80"),
    *("%2e%2e%2f", "%2f", "%252f", "%2500", "%5c", "%u0041", "+", "a+b", "a%0d%0ab", "%e2%80%ae"),
)
