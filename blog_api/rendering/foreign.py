"""Names of SVG and MathML elements in HTML, outside of a drawing or formula.

The sanitizer takes such a tag for an attack and removes it with all that follows in the block: in
`vector<int> holds numbers`, that is the rest of the paragraph.
"""

import re
from typing import Final

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
NAMES: Final = "|".join(sorted(FOREIGN, key=len, reverse=True))
# Patterns begin with a literal: the search of a page takes a third of the time.
AFTER_BRACKET: Final = rf"(?<!\\<)/?(?:{NAMES})(?:\s[^<>]*)?/?>"
TAG: Final = re.compile(f"<{AFTER_BRACKET}", re.IGNORECASE)
ROOT_OR_TAG: Final = re.compile(
    rf"<(?:(?P<end>/?)(?P<root>svg|math)\b[^<>]*>|{AFTER_BRACKET})", re.IGNORECASE
)


def escape_foreign(source: str) -> str:
    """Escape these tags in HTML, so that readers see what was written."""
    open_roots = 0

    def escaped(found: re.Match[str]) -> str:
        nonlocal open_roots
        tag = found.group()
        if found["root"]:
            if found["end"]:
                open_roots = max(0, open_roots - 1)
            elif not tag.endswith("/>"):
                open_roots += 1
        elif not open_roots:
            return tag.replace("<", "&lt;").replace(">", "&gt;")
        return tag

    return ROOT_OR_TAG.sub(escaped, source)
