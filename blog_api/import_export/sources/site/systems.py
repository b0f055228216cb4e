"""Generators whose Markdown differs from GFM, by the files of their sites."""

import re
from pathlib import Path
from typing import Final

from blog_api.import_export.dialects.code_titles import HEXO

HUGO_FILES: Final = ("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config")
JEKYLL: Final = "jekyll"
QUARTZ: Final = "quartz"
ZOLA_NAME: Final = "zola"
ZOLA: Final = re.compile(r"^base_url\s*=", re.MULTILINE)
ELEVENTY: Final = (".eleventy.js", ".eleventy.cjs", "eleventy.config.*")
HEAD: Final = 64 * 1024


def system_of(root: Path) -> str:
    """Return the name of a generator, such as `hugo`; those without one have GFM."""
    if (root / "content").is_dir() and (root / "quartz.config.ts").is_file():
        return QUARTZ
    if (root / "content").is_dir() and any((root / name).exists() for name in HUGO_FILES):
        return ZOLA_NAME if ZOLA.search(head_of(root / "config.toml")) else "hugo"
    if (root / "pelicanconf.py").is_file():
        return "pelican"
    package = head_of(root / "package.json")
    if '"hexo' in package and (root / "source").is_dir():
        return HEXO
    if "@11ty/eleventy" in package or any(found for name in ELEVENTY for found in root.glob(name)):
        return "eleventy"
    has_posts = (root / "_posts").is_dir() or (root / "Gemfile").is_file()
    return JEKYLL if has_posts and any(root.glob("_config.y*ml")) else ""


def head_of(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(HEAD)
