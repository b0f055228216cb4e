"""Elements of SVG and MathML outside of a drawing or formula.

A browser shows the words in them, but the API's sanitizer removes them together with all that
follows in the block: in a text such as "a vector<int> holds …", that is the rest of the paragraph.
"""

from typing import Final

from turbohtml import E, Element

from blog_api.rendering.foreign import FOREIGN

FORMULA: Final = "formula (its source is kept)"


def unwrap_foreign(root: Element) -> None:
    for element in root.find_all():
        if element.tag in FOREIGN:
            element.unwrap()


def formulas_to_code(root: Element) -> list[str]:
    """Replace MathML by code; return a note if there was any."""
    formulas = root.find_all("math")
    for formula in formulas:
        formula.replace_with(E.code(source_of(formula)))
    # KaTeX writes each formula twice: as MathML, and with many positioned letters.
    for letters in root.select(".katex .katex-html") if formulas else []:
        letters.decompose()
    return [FORMULA] if formulas else []


def source_of(formula: Element) -> str:
    """Return the TeX from which a formula was made, or the words in it."""
    for note in formula.find_all("annotation"):
        if "tex" in str(note.attrs.get("encoding", "")).lower():
            return note.text.strip()
    return " ".join(formula.text.split())
