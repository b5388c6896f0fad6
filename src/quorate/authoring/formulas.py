"""Formulas: `$…$` and `$$…$$` become MathML when the page is built, so no script is needed."""

import re
from functools import lru_cache

from latex2mathml.converter import convert

BLOCK = re.compile(r"(?<![\\$])\$\$(?P<formula>[^$]{1,2000}?)\$\$", re.DOTALL)
INLINE = re.compile(
    r"(?<![\\$\w])\$(?![\s$])(?P<formula>(?:\\.|[^$\\\n]){1,500}?)(?<![\s\\])\$(?![\d$])"
)


@lru_cache(maxsize=1024)
def formula_mathml(formula: str, *, block: bool) -> str:
    """Return a formula as MathML, made a block or run in text. Raises ValueError."""
    try:
        made = convert(formula.strip(), display="block" if block else "inline")
    except Exception as error:
        # The converter raises its own and IndexError, KeyError … for what it does not know.
        reason = str(error) or type(error).__name__
        raise ValueError(reason) from error
    if re.search(r"<mi>\\|<mo>\\", made) or formula.count("{") != formula.count("}"):
        raise ValueError("a command is not known, or a brace is not closed")
    alt = formula.strip().replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return made.replace("<math ", f'<math alttext="{alt}" ', 1)
