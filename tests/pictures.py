"""A picture in a form, for tests that are not about pictures."""

from io import BytesIO
from typing import Final

from PIL import Image

PICTURE: Final = "<picture>"  # how a table of the matrix names it


def draw(shade: int = 9) -> bytes:
    """A small PNG of one colour."""
    buffer = BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(buffer, "PNG")
    return buffer.getvalue()


def as_form(shade: int = 9) -> bytes:
    """A body whose boundary is `x`."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
    return head + b"Content-Type: image/png\r\n\r\n" + draw(shade) + b"\r\n--x--\r\n"
