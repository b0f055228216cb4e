"""Elements of SVG and MathML outside of a drawing or formula.

A browser shows the words in them, but the API's sanitizer removes them together with all that
follows in the block: in a text such as "a vector<int> holds …", that is the rest of the paragraph.
"""

import re
from typing import Final

from turbohtml import E, Element

SVG: Final = """
    animate circle defs desc discard ellipse filter g line marker mask metadata mpath path
    pattern polygon polyline rect set stop switch symbol text tspan use view
"""
MATHML: Final = """
    abs and annotation annotation-xml apply approx arccos arccosh arccot arccoth arccsc arccsch
    arcsec arcsech arcsin arcsinh arctan arctanh arg bind bvar card cartesianproduct cbytes
    ceiling cerror ci cn codomain complexes compose condition conjugate cos cosh cot coth cs csc
    csch csymbol curl declare degree determinant diff divergence divide domain
    domainofapplication emptyset eq equivalent eulergamma exists exp exponentiale factorial
    factorof false floor fn forall gcd geq grad gt ident imaginary imaginaryi implies in
    infinity int integers intersect interval inverse lambda laplacian lcm leq limit list ln log
    logbase lowlimit lt maction maligngroup malignmark matrix matrixrow max mean median menclose
    merror mfenced mfrac mglyph mi min minus mlabeledtr mlongdiv mmultiscripts mn mo mode moment
    momentabout mover mpadded mphantom mprescripts mroot mrow ms mscarries mscarry msgroup
    msline mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder
    munderover naturalnumbers neq none not notanumber notin notprsubset notsubset or otherwise
    outerproduct partialdiff pi piece piecewise plus power primes product prsubset quotient
    rationals real reals reln rem root scalarproduct sdev sec sech selector semantics sep
    setdiff share sin sinh subset sum tan tanh tendsto times transpose true union uplimit
    variance vector vectorproduct xor
"""
FOREIGN: Final = frozenset(f"{SVG} {MATHML}".split())
TAG: Final = re.compile(
    rf"(?<!\\)</?(?:{'|'.join(sorted(FOREIGN, key=len, reverse=True))})(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
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
