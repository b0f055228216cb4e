"""Generated posts: random trees of the elements that editors write, deterministic by seed."""

import random
import re
from html import escape
from typing import Final

PLAIN: Final = (
    "plain words and more of them, some_snake_case 2*3*4 [bracket] (round) <angle> & amp; "
    "`tick` # * - + 1. 2) > | \\ ~~ __x__ **y** !bang !["
)
OTHERS: Final = (
    "日本語",
    "naïve",
    "emoji😀",
    "a&b",
    "C++",
    "f(x)",
    "https://e.com/a_b",
    "'q'",
    '"d"',
)
WORDS: Final = [*re.split(r"\s+", PLAIN), *OTHERS]
CODE: Final = ("a = 1", "", "# comment", "  indented", "```", "<b>&amp;</b>", "[x] * _y_", "\ttab")


class Maker:
    """Generates one post from a seed."""

    def __init__(self, seed: int) -> None:
        self._random: Final = random.Random(seed)  # noqa: S311  # test data, no secrets
        self._count = 0

    def post(self) -> str:
        return "".join(self.block(2) for _ in range(self._random.randint(2, 7)))

    def number(self) -> int:
        self._count += 1
        return self._count

    def words(self) -> str:
        return escape(" ".join(self._random.choices(WORDS, k=self._random.randint(1, 9))))

    def inline(self, depth: int = 2) -> str:
        parts = [self.words()]
        for _ in range(self._random.randint(0, 3)):
            parts += [self.mark(depth), self.words()]
        return self._random.choice((" ", "")).join(parts)

    def mark(self, depth: int) -> str:
        inner = self.inline(depth - 1) if depth else self.words()
        number = self.number()
        made = {
            "a": f'<a href="https://e.com/{number}?a=1&amp;b=(2)">{inner}</a>',
            "img": f'<img src="https://e.com/{number}.png" alt="{self.words()}">',
            "code": f"<code>{self.words()}</code>",
            "br": "<br>",
        }
        tag = self._random.choice(
            ("a", "img", "code", "br", "b", "em", "strong", "i", "kbd", "sup")
        )
        if tag == "a" and "<a " in inner:
            return inner
        return made.get(tag, f"<{tag}>{inner}</{tag}>")

    def block(self, depth: int) -> str:
        kinds = ["p", "p", "h", "pre", "table", "figure"] + (
            ["ul", "ol", "quote", "div"] if depth else []
        )
        return str(getattr(self, f"make_{self._random.choice(kinds)}")(depth))

    def blocks(self, depth: int) -> str:
        return "".join(self.block(depth - 1) for _ in range(self._random.randint(1, 3)))

    def make_p(self, _depth: int) -> str:
        return f"<p>{self.inline()}</p>"

    def make_h(self, _depth: int) -> str:
        level = self._random.randint(1, 6)
        return f"<h{level}>{self.words()}</h{level}>"

    def make_pre(self, _depth: int) -> str:
        lines = ["x", *self._random.choices(CODE, k=self._random.randint(1, 6)), "y"]
        return f'<pre><code class="language-x">{escape(chr(10).join(lines))}</code></pre>'

    def make_table(self, _depth: int) -> str:
        width = self._random.randint(1, 3)
        rows = [f"<td>{self.words()}</td>" * width for _ in range(self._random.randint(1, 3))]
        head = f"<tr>{'<th>h</th>' * width}</tr>"
        return f"<table>{head}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    def make_figure(self, _depth: int) -> str:
        image = f'<img src="https://e.com/f{self.number()}.jpg" alt="">'
        return f"<figure>{image}<figcaption>{self.inline(0)}</figcaption></figure>"

    def make_ul(self, depth: int) -> str:
        items = [self.item(depth) for _ in range(self._random.randint(1, 4))]
        return f"<ul>{''.join(items)}</ul>"

    def make_ol(self, depth: int) -> str:
        return self.make_ul(depth).replace("<ul>", "<ol>", 1)[: -len("</ul>")] + "</ol>"

    def item(self, depth: int) -> str:
        loose = self._random.random() < 0.3
        return f"<li>{self.blocks(depth) if loose else self.inline()}</li>"

    def make_quote(self, depth: int) -> str:
        return f"<blockquote>{self.blocks(depth)}</blockquote>"

    def make_div(self, depth: int) -> str:
        return f'<div class="x">{self.blocks(depth)}</div>'
