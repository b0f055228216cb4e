"""Encoded images, and their kinds, names and response."""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import ConfigDict, Field

from blog_api.http.fields import Output

Kind = Literal["avatar", "post"]
FOLDER: Final = "media"
TYPES: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
NAME: Final = re.compile(rf"[0-9a-f]{{64}}\.({'|'.join(TYPES)})")


@dataclass(frozen=True, slots=True)
class Encoded:
    """Encoded image; its name is the SHA-256 of its bytes."""

    name: str
    data: bytes = field(repr=False)
    width: int
    height: int


class PictureOut(Output):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": f"https://blog.example.com/{FOLDER}/{'5f' * 32}.png",
                    "width": 1200,
                    "height": 800,
                    "size": 48213,
                    "media_type": "image/png",
                }
            ]
        }
    )

    url: str = Field(description="What `image_url` of a post may be.")
    width: int
    height: int
    size: int = Field(description="Bytes, as it is served.")
    media_type: str


def media_type_of(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]
