"""Computed values, formulas, citations: replaced in the text before Markdown reads it.

Done on text and not on the tree, because their `|`, `_` and `*` must not become tables and
emphasis. Code is left alone.
"""

import re
from html import escape

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from quorate.assessment import ExpressionError, compute, fill
from quorate.authoring.documents import fenced_lines
from quorate.authoring.formulas import BLOCK, INLINE, formula_mathml
from quorate.authoring.page import Page

_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.|\n)*?(?<!`)\1(?!`)")
_COMPUTED = re.compile(r"(?<!\\)\{\{(?P<inside>[^{}]{1,600})\}\}")
_CITATION = re.compile(r"\[@(?P<key>[\w-]{1,60})\]")
_BLOCK_LINES = re.compile(rf"^(?P<indent> *){BLOCK.pattern}[ \t]*$", re.DOTALL | re.MULTILINE)


class InlineMarkup(Preprocessor):
    """Replaces our inline constructs by stashed HTML."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(md)
        self.page = page

    def run(self, lines: list[str]) -> list[str]:  # type: ignore[explicit-override]  # 3.12
        """Return the lines with placeholders."""
        fenced = fenced_lines("\n".join(lines))
        result: list[str] = []
        running: list[str] = []
        for number, line in enumerate(lines):
            if number in fenced:
                result += self._replaced(running)
                running = []
                result.append(line)
            else:
                running.append(line)
        return result + self._replaced(running)

    def _replaced(self, lines: list[str]) -> list[str]:
        if not lines:
            return []
        text = "\n".join(lines)
        text = _BLOCK_LINES.sub(
            lambda match: match["indent"] + self._formula(match, block=True), text
        )
        parts: list[str] = []
        start = 0
        for code in _CODE.finditer(text):
            parts += [self._plain(text[start : code.start()]), code[0]]
            start = code.end()
        parts.append(self._plain(text[start:]))
        return "".join(parts).split("\n")

    def _plain(self, text: str) -> str:
        text = BLOCK.sub(lambda match: self._formula(match, block=True), text)
        text = INLINE.sub(lambda match: self._formula(match, block=False), text)
        text = _COMPUTED.sub(self._computed, text)
        text = _CITATION.sub(self._citation, text)
        return text.replace("\\{{", "{{")

    def _stash(self, html: str) -> str:
        return self.md.htmlStash.store(html)

    def _formula(self, match: re.Match[str], *, block: bool) -> str:
        source = match["formula"]
        try:
            mathml = formula_mathml(fill(source, {}), block=block)
        except ValueError as error:
            message = f"the formula `{source.strip()[:60]}` cannot be set: {error}"
            hint = "check braces and commands"
            self.page.report("content.E043", source, message, hint=hint)
            return self._stash(f"<code>{escape(source.strip())}</code>")
        shown = f'<div class="formula" tabindex="0">{mathml}</div>' if block else mathml
        return self._stash(shown)

    def _computed(self, match: re.Match[str]) -> str:
        # In a table the bar before a filter is written `\|`.
        source = match["inside"].replace("\\|", "|").strip()
        try:
            value = compute(source, {})
        except ExpressionError as error:
            hint = "only calculators, numbers and arithmetic; filters after `|`"
            self.page.report("content.E044", match[0], f"the computed value {error}", hint=hint)
            return self._stash(f"<code>{escape(source)}</code>")
        self.page.runnable += 1
        title = escape(source.split("|")[0].strip())
        return self._stash(f'<span class="computed" title="{title}">{escape(value)}</span>')

    def _citation(self, match: re.Match[str]) -> str:
        key = match["key"]
        source = self.page.sources.get(key)
        if source is None:
            known = ", ".join(self.page.sources) or "none"
            message = f'the source "{key}" is not in the front matter'
            self.page.report("content.E034", match[0], message, hint=f"there are: {known}")
            return self._stash(f"<code>@{escape(key)}</code>")
        label = escape(f"{source.author}, {source.year}")
        return self._stash(f'<a class="citation" href="#source-{key}">{label}</a>')
