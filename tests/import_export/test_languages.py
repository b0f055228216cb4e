"""Translations of Hugo and Zola, by a suffix of the file or in a folder of their language."""

from pathlib import Path

import pytest

from tests.import_export.test_rare_inputs import PAGE, read
from tests.import_export.test_systems import write

CODES = "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n"
FOLDERS = """defaultContentLanguage = "en"
[languages.en]
contentDir = "content/english"
[languages.de]
contentDir = "content/german"
"""
OUTSIDE = """defaultContentLanguage: de
languages:
  de: {contentDir: content}
  pt-BR: {contentDir: i18n/pt-br/}
"""
MOUNTS = """[languages.en]
[languages.de]
[[module.mounts]]
source = "content/en"
target = "content"
lang = "en"
[[module.mounts]]
source = "german"
target = "content"
lang = "de"
"""
ZOLA = 'base_url = "https://e.example"\ndefault_language = "fr"\n[languages.en]\n'


def slugs_of(folder: Path, files: dict[str, str], *names: str) -> dict[str, str]:
    pages = {name: PAGE.format(name) for name in names}
    posts, _ = read(write(folder, files | pages))
    return {place: post.slug for place, post in posts.items()}


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"hugo.toml": CODES}, {"content/post.en.md": "post", "content/post.de.md": "post-de"}),
        ({"hugo.toml": CODES}, {"content/en/post.md": "post", "content/de/post.md": "post-de"}),
        (
            {"hugo.toml": CODES},
            {"content/en/blog/post/index.md": "post", "content/de/blog/post/index.md": "post-de"},
        ),
        (
            {"config.toml": FOLDERS},
            {"content/english/a.md": "a", "content/german/b/a.md": "a-de"},
        ),
        ({"config.yaml": OUTSIDE}, {"content/a.md": "a", "i18n/pt-br/a.md": "a-pt-br"}),
        (
            {"config/_default/languages.yaml": "en: {weight: 1}\nde: {contentDir: content/de}\n"},
            {"content/en/a.md": "a", "content/de/a.md": "a-de"},
        ),
        (
            {
                "config/_default/hugo.toml": "defaultContentLanguage = 'en'",
                "config/_default/languages.en.toml": "contentDir = 'content/one'",
                "config/_default/languages.de.yaml": "contentDir: content/two",
            },
            {"content/one/a.md": "a", "content/two/a.md": "a-de"},
        ),
        ({"hugo.toml": MOUNTS}, {"content/en/a.md": "a", "german/a.md": "a-de"}),
        ({"config.toml": ZOLA}, {"content/a.md": "a", "content/a.en.md": "a-en"}),
        ({"config.toml": ZOLA}, {"content/fr/a.md": "a", "content/en/a.md": "a-en"}),
        (
            {"hugo.toml": "[languages.en]\n[languages.zh-Hant-TW]\n"},
            {"content/a/index.md": "a", "content/a/index.zh-hant-tw.md": "a-zh-hant-tw"},
        ),
        ({"hugo.toml": CODES}, {"content/node.js.md": "node-js", "content/de/a.b.md": "a-b-de"}),
        # Without languages in the configuration, folders are sections.
        ({"hugo.toml": ""}, {"content/go/a.md": "a", "content/js/b.md": "b"}),
        ({"hugo.toml": CODES}, {"content/it/a.md": "a", "content/posts/de/b.md": "b"}),
    ],
)
def test_a_translation_has_its_language_in_its_slug(
    tmp_path: Path, files: dict[str, str], wanted: dict[str, str]
) -> None:
    assert slugs_of(tmp_path / "site", files, *wanted) == wanted


@pytest.mark.parametrize(
    "files",
    [
        {"hugo.toml": f'disableLanguages = ["de"]\n{CODES}contentDir = "content/german"\n'},
        {"config/_default/languages.toml": '[de]\ndisabled = true\ncontentDir = "content/german"'},
    ],
)
def test_a_folder_of_a_disabled_language_stays_hidden(
    tmp_path: Path, files: dict[str, str]
) -> None:
    pages = {name: PAGE.format(name) for name in ("content/a.md", "content/german/a.md")}
    posts, _ = read(write(tmp_path / "site", files | pages))
    found = {place: post.data.status for place, post in posts.items()}
    assert found == {"content/a.md": "published", "content/german/a.md": "draft"}
