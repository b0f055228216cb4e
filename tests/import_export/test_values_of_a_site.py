"""Values of the configuration that a text shows by template tags."""

from pathlib import Path

import pytest

from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.validation import Accepted
from tests.import_export.test_systems import write

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


DATA = {
    "src/_data/metadata.json": '{"title": "Fern", "author": {"name": "Cleo"}, "list": [1]}',
    "src/_data/site.yaml": "name: Diary\nlevel:\n  deep: 3\n",
    "src/_data/plain.js": 'module.exports = { word: "fern", /* x */ n: 2 };',
    "src/_data/code.js": "module.exports = () => ({ word: 1 });",
    "src/_data/broken.json": "{",
    "src/_data/sub/more.toml": 'a = "b"',
    ".eleventy.js": "module.exports = {};",
}


def read_one(root: Path, files: dict[str, str]) -> Accepted:
    (post,) = read_source(write(root, files)).items
    assert isinstance(post, Incoming)
    return prepare(post, Surroundings(ImageFiles([], None), None))


@pytest.mark.parametrize(
    ("text", "content", "lost"),
    [
        ("{{ metadata.title }} by {{ metadata.author.name | safe }}", "Fern by Cleo", []),
        ("{{ site.name }} {{ site.level.deep }} {{ sub.more.a }}", "Diary 3 b", []),
        ("{{ plain.word }}{{ plain.n }} {{ title }}", "fern2 Boat", []),
        ("a{{ code.word }}", "a", ["template value {{ code.word }}"]),
        ("a{{ broken.x }}", "a", ["template value {{ broken.x }}"]),
        ("a{{ metadata.list }}", "a", ["template value {{ metadata.list }}"]),
        ("[a](https://h.com/{{ site.name }})", "[a](https://h.com/Diary)", []),
    ],
)
def test_data_files_of_eleventy(tmp_path: Path, text: str, content: str, lost: list[str]) -> None:
    page = f"---\ntitle: Boat\ndate: 2020-01-01\n---\n{text}\n"
    post = read_one(tmp_path, DATA | {"src/posts/boat.md": page})
    assert (post.data.content, post.not_carried) == (content, lost)


def test_nested_values_and_data_of_jekyll(tmp_path: Path) -> None:
    write(tmp_path, {"_data/people.yml": "ada:\n  name: Ada\n"})
    post = read_page(tmp_path, "{{ site.data.people.ada.name }} {{ site.list }}")
    assert (post.data.content.strip(), len(post.not_carried)) == ("Ada", 1)


def test_parameters_of_hugo(tmp_path: Path) -> None:
    text = '{{< param "wind" >}} {{% param color %}} {{< param none >}}'
    head = "title: Boat\ndate: 2020-01-01\nparams:\n  wind: strong"
    files = {
        "hugo.toml": '[params]\ncolor = "red"\nwind = "none"\n',
        "content/boat.md": f"---\n{head}\n---\n{text}\n",
    }
    post = read_one(tmp_path, files)
    assert (post.data.content.strip(), post.not_carried) == ("strong red", ["shortcode param"])
