"""JSON values for every field, and bodies that are not objects."""

import json

from tests.contract.hostile.texts import CURSORS, NUMBERS, SECRET, TEXTS

DEEP = 100_000
RAW_VALUES = (
    *("null", "true", "false", "0", "-0", "-1", "1", "1.0", "1.5", "1e400", "-1e400", "1E-400"),
    *("NaN", "Infinity", "-Infinity", str(2**31), str(2**63), str(-(2**63) - 1), str(10**30)),
    *("9" * 4_000, "9" * 5_000, "1e999999999"),
    *("[]", "{}", "[[]]", "[null]", "[true]", "[1]", "[1.0]", "[0]", "[-1]", '["1"]', "[NaN]"),
    *(f"[{2**63}]", f"[{','.join(['1'] * 1_001)}]", f"[{','.join(['7'] * 1_000)}]"),
    *('["a","a"]', '[""]', '["\\u0000"]', '["\\ud800"]', '["!!!"]', f'["{"a" * 51}"]'),
    *(f"[{','.join([json.dumps(str(n)) for n in range(11)])}]", f"{'[' * 50}{']' * 50}"),
    *(f"{'[' * 500}{']' * 500}", '{"a": 1}', '{"": null}', '{"$ne": null}'),
    *('"\\ud800"', '"\\udc00\\ud800"', '"a\\u0000b"', '"\\uffff"', f'{{"name": "{SECRET}"}}'),
)
VALUES = (*RAW_VALUES, *map(json.dumps, (t for t in TEXTS if t not in {*NUMBERS, *CURSORS})))

BODIES = (
    *(b"", b" ", b"null", b"true", b"0", b'""', b"[]", b"[{}]", b"{}", b"{", b"}", b"{}{}", b"{},"),
    *(
        b'{"a"}',
        b"{'a': 1}",
        b"{a: 1}",
        b'{"a": 1,}',
        b'{"a": undefined}',
        b"// {}",
        b"{}\0",
        b"\0",
    ),
    *(
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b"\xff\xfe",
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
    ),
    *(b"[" * DEEP, b'{"a":' * DEEP, b'{"a":' * 900 + b"1" + b"}" * 900, b"9" * 5_000, b"-"),
    *(
        b'{"id": 1, "id": 2}',
        b'{"__proto__": {}}',
        b'{"": ""}',
        b'{"\\ud800": 1}',
        b'{"\\u0000": 1}',
    ),
    *(b'{"%b": 1}' % (b"k" * 100_000), b'{"a": "%b"}' % (b"v" * 1_000_000), b"a=b&c=d", b"<a/>"),
)
MULTIPARTS = (
    b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nb\r\n--x--\r\n',
)
FORMS = (
    b"a=b&" * 100,
    b"&&&===",
    b"%ff=%ff&%00=%00&%",
    b"username=a&username=b&password=c",
    b"refresh_token=a&refresh_token=b&grant_type=refresh_token",
    b"grant_type=password&grant_type=password",
    b"grant_type=client_credentials",
    b"username[]=a&username[$ne]=b&password=c",
    b"username=%ff%fe&password=%ed%a0%80",
    b"username=" + b"a" * 100_000 + b"&password=b",
    b"username=a&password=" + b"b" * 100_000,
)
