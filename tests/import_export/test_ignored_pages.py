"""Pages that a site's configuration ignores were seen by nobody: they are not public here."""

from pathlib import Path

import pytest

from blog_api.import_export.sources.reading import read_source
from tests.import_export.test_rare_inputs import PAGE, read
from tests.import_export.test_systems import write

QUARTZ = "quartz.config.ts"
PATTERNS = "const config = {{ configuration: {{ ignorePatterns: [{}] }}, plugins: [{}] }}"
JEKYLL = "_config.yml"
DOCS = "docs"
DATED = "_posts/2020-01-01-a.md"


@pytest.mark.parametrize(
    ("files", "hidden", "public"),
    [
        (
            {QUARTZ: PATTERNS.format('"private", "Templates"', "")},
            ["content/private/a.md", "content/Templates/x/a.md"],
            ["content/a.md", "content/private.md"],
        ),
        ({QUARTZ: PATTERNS.format("'**/secret/**'", "")}, ["content/x/secret/a.md"], []),
        ({QUARTZ: PATTERNS.format("", "Plugin.ExplicitPublish()")}, ["content/a.md"], []),
        ({QUARTZ: PATTERNS.format("", "\n// Plugin.ExplicitPublish()\n")}, [], ["content/a.md"]),
        ({JEKYLL: "exclude: [_posts/old, docs]"}, ["_posts/old/2020-01-01-a.md"], [DATED]),
        ({JEKYLL: "exclude:\n- '_posts/2020*'\n- x"}, [DATED], ["_posts/2021-01-01-a.md"]),
        ({JEKYLL: "exclude: [a.md]"}, [], [DATED]),
        ({"hugo.toml": 'ignoreFiles = ["private/.*", "\\\\.x\\\\.md$"]'},
         ["content/private/a.md", "content/b.x.md"], ["content/post/a.md"]),
        ({"hugo.toml": 'ignorefiles = ["^content/notes"]'}, ["content/notes/a.md"], []),
        ({"config.toml": 'base_url = "x"\nignored_content = ["*/wip.md", "old/*"]'},
         ["content/posts/wip.md", "content/old/a.md"], ["content/posts/a.md"]),
        ({".eleventyignore": "# no\nsrc/old/\n!src/old/b.md\nwip.md\n"},
         ["src/old/a.md", "src/posts/wip.md"], ["src/posts/a.md"]),
        ({".eleventy.js": 'c.ignores.add("src/old/**"); c.ignores.add(`./src/b`)'},
         ["src/old/a.md", "src/b/a.md"], ["src/c/a.md"]),
        ({JEKYLL: "exclude: ['_posts/draft/*']", "package.json": '{"hexo": {}}'},
         ["source/_posts/draft/a.md"], ["source/_posts/a.md"]),
    ],
)  # fmt: skip  # as many in a line as fit
def test_a_page_that_the_site_ignores_is_a_draft(
    tmp_path: Path, files: dict[str, str], hidden: list[str], public: list[str]
) -> None:
    pages = {name: PAGE.format(name) for name in (*hidden, *public)}
    posts, _ = read(write(tmp_path / "site", {"content/_index.md": ""} | files | pages))
    found = {place: post.data.status for place, post in posts.items()}
    assert found == dict.fromkeys(hidden, "draft") | dict.fromkeys(public, "published")
    assert all(posts[place].notes for place in hidden)


def test_the_documentation_of_quartz_is_no_post(tmp_path: Path) -> None:
    names = ("content/a.md", f"{DOCS}/a.md", f"{DOCS}/features/b.md")
    pages = {name: PAGE.format(name) for name in names}
    posts, left = read(write(tmp_path / "site", pages | {QUARTZ: PATTERNS.format("", "")}))
    assert posts.keys() == {"content/a.md"}
    assert left == {f"{DOCS}/a.md": "file", f"{DOCS}/features/b.md": "file"}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("\nINPUTDIR=$(BASEDIR)/content\n", {"content/a.md"}),
        ("\nINPUTDIR = content\n", {"content/a.md"}),
        ("\nINPUTDIR=$(BASEDIR)\n", {"content/a.md", "tools/b.md"}),
        ('PATH = "content"', {"content/a.md"}),
        ("PATH = './content/'", {"content/a.md"}),
        ('PATH = "."', {"content/a.md", "tools/b.md"}),
        ('PATH = "gone"', {"content/a.md", "tools/b.md"}),
        ("", {"content/a.md", "tools/b.md"}),
    ],
)
def test_pages_outside_of_the_path_of_pelican_are_no_posts(
    tmp_path: Path, path: str, wanted: set[str]
) -> None:
    files = {
        name: f"Title: {name}\nDate: 2020-01-01\n\nx\n" for name in ("content/a.md", "tools/b.md")
    }
    posts, left = read(write(tmp_path / "site", files | {"pelicanconf.py": path, "Makefile": path}))
    assert posts.keys() == wanted
    assert left == dict.fromkeys(files.keys() - wanted, "file")


@pytest.mark.parametrize("written", ["(a+)+$", ".*" * 4, "a?" * 40, "[", "x" * 300])
def test_an_expression_that_is_not_read_is_told(tmp_path: Path, written: str) -> None:

    files = {"hugo.toml": f"ignoreFiles = ['{written}']", "content/a.md": PAGE.format("a")}
    (note,) = read_source(write(tmp_path / "site", files)).notes
    assert "cannot be read here" in note
