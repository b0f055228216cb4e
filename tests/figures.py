"""What a long run counted: lines in the file that FIGURES names, if it names one."""

import os
from pathlib import Path


def tell(kind: str, figures: str) -> None:
    """One line; the short forms in the suite say nothing."""
    if name := os.environ.get("FIGURES"):
        with Path(name).open("a") as file:
            file.write(f"{kind}: {figures}\n")
