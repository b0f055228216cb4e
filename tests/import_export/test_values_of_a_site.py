"""Values of the configuration that a text shows by template tags."""

from pathlib import Path

import pytest

from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.validation import Accepted

CONFIGURATION = "url: https://e.com\nbaseurl: /b\nRepository: ada/boat\nyear: 1815\nlist: [a]\n"


def read_page(root: Path, text: str, name: str = "2015-06-15-boat.md") -> Accepted:
    (root / "_posts").mkdir()
    (root / "_config.yml").write_text(CONFIGURATION)
    (root / "_posts" / name).write_text(f"---\ntitle: Boat\n---\n{text}\n")
    (post,) = read_source(root).items
    assert isinstance(post, Incoming)
    return prepare(post, Surroundings(ImageFiles([], None), None))


@pytest.mark.parametrize(
    ("text", "content", "lost"),
    [
        ("[a](https://h.com/{{ site.repository }}/1)", "[a](https://h.com/ada/boat/1)", []),
        ("In {{ site.year }}, {{page.title}}.", "In 1815, Boat.", []),
        ("[a]({{ site.url }}{{ site.baseurl }}/x)", "[a](/x)", []),
        ("a {{ site.none }}b", "a b", ["template value {{ site.none }}"]),
        ("a {{ site.list }}b", "a b", ["template value {{ site.list }}"]),
        ("`{% raw %}{{ site.year }}{% endraw %}`", "`{{ site.year }}`", []),
    ],
)
def test_a_value_in_markdown(tmp_path: Path, text: str, content: str, lost: list[str]) -> None:
    post = read_page(tmp_path, text)
    assert (post.data.content, post.not_carried) == (content, lost)


def test_a_value_in_html(tmp_path: Path) -> None:
    post = read_page(tmp_path, "<p>{{ site.repository }}</p>", "2015-06-15-boat.html")
    assert post.data.content == "ada/boat"
