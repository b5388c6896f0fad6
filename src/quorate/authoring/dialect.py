"""The Markdown dialect: one reader, put together from extensions and our own parts."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from quorate.authoring.addresses import Addresses
from quorate.authoring.errors import FigureError
from quorate.authoring.fences import RUN_FENCE, Fences
from quorate.authoring.inline import InlineMarkup
from quorate.authoring.links import Links
from quorate.authoring.lists import normalise_lists
from quorate.authoring.outline import outline_of
from quorate.authoring.page import FigureShown, Page, Surroundings
from quorate.authoring.refusal import without_refused
from quorate.authoring.tree import IconProcessor, TreePolish
from quorate.curriculum import Curriculum, Parts

ADMONITIONS = (
    "note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug",
    "example", "quote",
)  # fmt: skip


class Deep(Block):  # type: ignore[misc]  # pymdownx ships no types
    """`/// deep | Title`: folded, read at the thorough pace."""

    NAME = "deep"
    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        """Begin the folded element."""
        details = SubElement(parent, "details", {"class": "deep"})
        SubElement(details, "summary").text = self.argument
        return details


class DeepExtension(BlocksExtension):  # type: ignore[misc]  # as above
    """Registers the deep dive."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ANN401, ARG002, N802
        """Register the block."""
        block_mgr.register(Deep, self.getConfigs())


class DialectExtension(Extension):
    """Our inline constructs and the last look at the tree."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def extendMarkdown(self, md: Markdown) -> None:  # type: ignore[explicit-override]  # noqa: N802
        """Register the processors."""
        # Before fenced blocks (25), which would otherwise have become placeholders already.
        md.preprocessors.register(InlineMarkup(md, self._page), "quorate_inline", 27)
        # Before emphasis and links, after code.
        md.inlinePatterns.register(IconProcessor(md, self._page), "quorate_icon", 187)
        # After everything that builds the tree.
        md.treeprocessors.register(TreePolish(md, self._page), "quorate_polish", -10)


class Dialect:
    """Renders the Markdown of one page, section by section."""

    def __init__(self, page: Page, root: Path) -> None:
        self.page = page
        fences = Fences(page, self._caption, root)
        self._notes = FootnoteExtension(UNIQUE_IDS=True)
        self._md = Markdown(
            extensions=[
                "tables",
                "admonition",
                "attr_list",
                "md_in_html",
                "def_list",
                "abbr",
                self._notes,
                "toc",
                "pymdownx.superfences",
                "pymdownx.highlight",
                "pymdownx.details",
                "pymdownx.tabbed",
                "pymdownx.tasklist",
                DeepExtension(),
                DialectExtension(page),
            ],
            extension_configs={
                "pymdownx.tabbed": {"alternate_style": True},
                "toc": {"permalink": False, "slugify": slugify},
                "pymdownx.superfences": {"custom_fences": fences.custom()},
                "pymdownx.highlight": {"anchor_linenums": False, "guess_lang": False},
            },
            output_format="html",
        )

    def render(self, text: str, *, line: int = 1) -> str:
        """Return the HTML of a section that begins at a line of the page's file."""
        self.page.text, self.page.line = text, line
        self._md.reset()
        text = _RUN.sub(rf"\g<fence>{RUN_FENCE}", text)
        html = self._md.convert(normalise_lists(text))
        html = _BOX.sub(_named_box, _PRE.sub('<pre tabindex="0">', html))
        outline = outline_of(html)
        self.page.refused += [(line, each) for each in outline.refused]
        return without_refused(html) if outline.refused else html

    def number_notes(self, number: int) -> None:
        """Number the anchors of footnotes by section, the same in every run."""
        self._notes.unique_prefix = number

    def _caption(self, text: str) -> str:
        """Render a caption with a reader of its own: the page's is at work."""
        return caption_html(text)


_RUN = re.compile(r"^(?P<fence>[ \t]*(?:`{3,}|~{3,}))python run(?: continue)?[ \t]*$", re.MULTILINE)
_PRE = re.compile(r"<pre>")
_BOX = re.compile(r'<input type="checkbox" disabled(?P<done> checked)?/>')


def _named_box(match: re.Match[str]) -> str:
    """Say in words whether a task is done: a box without a name is silent to a screen reader."""
    done = match["done"] or ""
    return f'<input type="checkbox" disabled{done} aria-label="{"done" if done else "to do"}">'


_UNSAFE = re.compile(r"[^\w\s-]")


def slugify(title: str, separator: str) -> str:
    """Return the anchor of a heading, without drawings and symbols."""
    words = _UNSAFE.sub("", title.lower()).replace("_", " ").split()
    return separator.join(words).strip(separator) or "section"


def _no_figure(*_: object) -> FigureShown:
    raise FigureError("a figure cannot stand here")


def _nowhere() -> Surroundings:
    addresses = Addresses()
    links = Links(Curriculum.from_parts(Parts()), addresses, {})
    return Surroundings(links, addresses, _no_figure)


def _fragment_reader() -> Dialect:
    return Dialect(Page("", Path(), _nowhere(), prefix="fragment-"), Path())


# Entered again by a caption inside a fragment.
_lock = RLock()
_readers: dict[str, Dialect] = {}


def _with_reader(name: str, text: str, make: Callable[[], Dialect]) -> str:
    """Render under a lock: a reader keeps state, and the web has several threads."""
    with _lock:
        reader = _readers.get(name) or _readers.setdefault(name, make())
        reader.page.problems.clear()
        reader.page.anchors.clear()
        return reader.render(text)


@lru_cache(maxsize=1024)
def caption_html(text: str) -> str:
    """Return a caption as HTML."""
    return _with_reader("caption", text, _fragment_reader)


@lru_cache(maxsize=4096)
def render_fragment(markdown: str) -> str:
    """Return the HTML of a short text of ours: prompts, options, feedback, instructions.

    Links to units and concepts need the site: use `Site.render_fragment` for those.
    """
    return _with_reader("fragment", markdown, _fragment_reader)
