"""Code and notebooks that pages show by a tag, from the folder of the site."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.import_export.test_further_systems import read_whole, write

if TYPE_CHECKING:
    from tests.import_export.further_pages import Files

HEAD = "---\ntitle: Boat\ndate: 2015-06-15\n---\n"
OUTPUT = "output of a notebook (images, tables)"
PICTURE = {"output_type": "display_data", "data": {"image/png": "AAAA", "text/plain": "<Figure>"}}


def read_post(tmp_path: Path, text: str, **files: str | bytes) -> tuple[str, list[str]]:
    """Return the content of a post, and what its report says is lost."""
    pages: Files = {"_config.yml": "title: x", "source/_posts/2015-06-15-boat.md": HEAD + text}
    (post,), _ = read_whole(write(tmp_path / "site", {**pages, **files}), tmp_path)
    return post.data.content, list(post.not_carried)


def cell(kind: str, *lines: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": list(lines), **more}


NOTEBOOK = json.dumps(
    {
        "cells": [
            cell("markdown", "# Boat"),
            cell("markdown", "Words *of*\n", "two lines"),
            cell("code", "print(1)", outputs=[{"output_type": "stream", "text": ["1\n", "2\n"]}]),
            cell("code", "plot()", outputs=[PICTURE]),
            cell("code", ""),
        ]
    }
)


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("a.py", "**a.py**\n\n```py\none\ntwo\nthree\n```"),
        ("a.py lang:python A b", "**A b**\n\n```python\none\ntwo\nthree\n```"),
        ("/a.py from:2 to:2 :hidefilename: A", "**A**\n\n```py\ntwo\n```"),
        ("a.py start:3 :hidefilename:", "```py\nthree\n```"),
    ],
)
def test_code(tmp_path: Path, tag: str, shown: str) -> None:
    content, lost = read_post(
        tmp_path,
        f"a\n\n{{% include_code {tag} %}}\n\nb",
        **{"source/downloads/code/a.py": "one\ntwo\nthree\n"},
    )
    assert content == f"a\n\n\n\n{shown}\n\n\n\nb"
    assert lost == []


def test_a_notebook(tmp_path: Path) -> None:
    files = {"source/notebooks/a.ipynb": NOTEBOOK}
    content, lost = read_post(tmp_path, "{% notebook a.ipynb cells[1:] %}", **files)
    assert content.strip() == (
        "Words *of*\ntwo lines\n\n```python\nprint(1)\n```\n\n```\n1\n2\n```\n\n"
        "```python\nplot()\n```"
    )
    assert lost == [OUTPUT]


def test_a_notebook_of_the_third_version(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Sea"},
        {"cell_type": "code", "input": ["1"], "outputs": [{"output_type": "pyout", "text": "1"}]},
    ]
    files = {"source/a.ipynb": json.dumps({"worksheets": [{"cells": cells}]})}
    content, lost = read_post(tmp_path, "{% notebook a.ipynb %}", **files)
    assert content.strip() == "## Sea\n\n```python\n1\n```\n\n```\n1\n```"
    assert lost == []


@pytest.mark.parametrize("body", ["", "{", "[]", '{"cells": 1}', '{"cells": [[1], {}]}'])
def test_a_broken_notebook(tmp_path: Path, body: str) -> None:
    content, _ = read_post(tmp_path, "a {% notebook a.ipynb %} b", **{"source/a.ipynb": body})
    assert content.split() == ["a", "b"]


@pytest.mark.parametrize(
    "name", ["../../key.pem", "none.py", "/etc/hostname", "link.py", "a" * 300]
)
def test_no_file_outside_of_the_site(tmp_path: Path, name: str) -> None:
    (tmp_path / "key.pem").write_text("secret")
    (tmp_path / "site/source").mkdir(parents=True)
    (tmp_path / "site/source/link.py").symlink_to(tmp_path / "key.pem")
    content, lost = read_post(tmp_path, f"a {{% include_code {name} %}} b")
    assert content.split() == ["a", "b"]
    assert lost == ["template tag include_code"]


def test_a_tag_in_code_stays(tmp_path: Path) -> None:
    content, _ = read_post(tmp_path, "`{% include_code a.py %}`", **{"source/a.py": "x"})
    assert content == "`{% include_code a.py %}`"
