"""Markdown of Hashnode: embeds (`%[address]`), and images with `align="center"`."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import link

EMBED: Final = re.compile(r"^%\[[ \t]*+(https?://[^\s\[\]]++)[ \t]*+\]", re.MULTILINE)
ALIGNED: Final = re.compile(
    r"(?<=\]\()(?P<address>[^\s()<>]+(?:[ \t]+\"[^\"\n]*\")?)"
    r"[ \t]+align=\"(?:left|center|right)\"(?=\))"
)


def replace_hashnode(text: str) -> str:
    """Write embeds as links; remove the alignment, with which CommonMark sees no image."""
    if "%[" in text:
        text = EMBED.sub(lambda found: link(found[1]), text)
    return ALIGNED.sub(r"\g<address>", text) if 'align="' in text else text
