"""An image in a form, for tests with another subject."""

from io import BytesIO
from typing import Final

from PIL import Image

PICTURE: Final = "<picture>"  # its name in tables of the matrix


def draw(shade: int = 9) -> bytes:
    """Return a small PNG of one colour."""
    buffer = BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(buffer, "PNG")
    return buffer.getvalue()


def as_form(shade: int = 9) -> bytes:
    """Return a body with boundary `x`."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
    return head + b"Content-Type: image/png\r\n\r\n" + draw(shade) + b"\r\n--x--\r\n"
