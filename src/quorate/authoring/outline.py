"""One pass over rendered HTML: headings, anchors, words, and what must not be there."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from quorate.authoring.refusal import REFUSED_TAGS, VOID_TAGS, is_refused

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_QUIET = ("script", "style", "annotation", "title", "desc")
_VERBATIM = ("code", "pre", "math", "svg", "textarea", "select")
_LEAKS = (
    ("!!!", re.compile(r"^!!!\s*\w", re.MULTILINE)),
    ("???", re.compile(r"^\?\?\?\+?\s*\w", re.MULTILINE)),
    ("===", re.compile(r"^===[!+]?\s*[\"“]", re.MULTILINE)),
    ("///", re.compile(r"^/{3,}", re.MULTILINE)),
    ("```", re.compile(r"`{3,}")),
    ("{ . }", re.compile(r"\{:?\s*[.#][\w-]+[^}\n]*\}")),
    (":icon:", re.compile(r":(?:material|octicons|fontawesome|simple)-[\w-]+:")),
    ("- [ ]", re.compile(r"^\s*[-*] \[[ xX]\]|^\[[ xX]\] ", re.MULTILINE)),
    ("{{ }}", re.compile(r"\{\{[^}]*\}\}")),
    ("$$", re.compile(r"\$\$")),
    ("**", re.compile(r"\*\*\w[^*\n]*\*\*")),
    ("](", re.compile(r"\]\((?:https?:|unit:|concept:|path:|lab:|calculator:|\.|/|#)")),
    ("[@ ]", re.compile(r"\[@[\w-]+\]")),
    ("|", re.compile(r"^\|.*\|.*\|\s*$", re.MULTILINE)),
)


@dataclass(slots=True)
class Heading:
    """A heading, and the text beneath it until the next."""

    level: int
    id: str
    title: str = ""
    text: str = ""


@dataclass(slots=True)
class Outline:
    """What one pass found."""

    headings: list[Heading] = field(default_factory=list)
    lead: str = ""
    anchors: list[str] = field(default_factory=list)
    words: int = 0
    """Of prose: neither code nor what an embed shows besides its caption."""
    leaks: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    without_alt: list[str] = field(default_factory=list)


def outline_of(html: str) -> Outline:
    """Return the outline of a rendered fragment."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Outline()
        self._stack: list[tuple[str, bool]] = []
        self._running: list[str] = []
        self._text: list[str] = []
        self._verbatim = 0
        self._own = 0
        self._heading: Heading | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # type: ignore[explicit-override]  # 3.12
        values = {name: value or "" for name, value in attrs}
        own = "data-made" in values
        if not self._own and not own:
            self._check(tag, values)
        if "id" in values:
            self.found.anchors.append(values["id"])
        if tag == "img" and not values.get("alt", "").strip():
            self.found.without_alt.append(values.get("src", ""))
        if tag in VOID_TAGS:
            self._text.append(" ")
            return
        if tag == "a" and values.get("class") == "headerlink":
            tag = "annotation"  # the link of a heading is not part of its title
        self._stack.append((tag, own))
        self._own += own
        self._verbatim += tag in _VERBATIM
        if tag in _HEADINGS and not self._own:
            self._begin(Heading(int(tag[1]), values.get("id", "")))
        if tag in ("p", "li", "td", "th", "div", "dt", "dd", "summary", "label", "pre", *_HEADINGS):
            self._flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # type: ignore[explicit-override]  # 3.12
        self.handle_starttag(tag, attrs)
        if tag not in VOID_TAGS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:  # type: ignore[explicit-override]  # 3.12
        if tag == "a" and self._stack and self._stack[-1][0] == "annotation":
            tag = "annotation"
        if tag in VOID_TAGS or not any(tag == each for each, _ in self._stack):
            return
        if tag in ("p", "li", "td", "th", "div", "dt", "dd", "summary", "label", "pre", *_HEADINGS):
            self._flush()
        while self._stack:
            closed, own = self._stack.pop()
            self._own -= own
            self._verbatim -= closed in _VERBATIM
            if closed == tag:
                break
        if tag in _HEADINGS:
            self._heading = None

    def handle_data(self, data: str) -> None:  # type: ignore[explicit-override]  # 3.12
        open_tags = [each for each, _ in self._stack]
        made = self._own and "figcaption" not in open_tags and "code" not in open_tags
        if made or (open_tags and open_tags[-1] in _QUIET):
            return
        if self._heading is not None:
            self._heading.title += data
        else:
            self._text.append(data)
        if not self._verbatim:
            self._running.append(data)
        if "code" not in open_tags:
            self.found.words += len(data.split())

    def _begin(self, heading: Heading) -> None:
        self._close_text()
        self.found.headings.append(heading)
        self._heading = heading

    def _flush(self) -> None:
        """End a block: look for constructs that stayed raw text in it."""
        text = "".join(self._running)
        self._running.clear()
        self._text.append(" ")
        if text.strip():
            for name, pattern in _LEAKS:
                match = pattern.search(text.strip())
                if match:
                    self.found.leaks.append((name, match[0].strip()[:60]))

    def _close_text(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if self.found.headings:
            last = self.found.headings[-1]
            last.text = f"{last.text} {text}".strip()
            last.title = " ".join(last.title.split())
        else:
            self.found.lead = text

    def finish(self) -> None:
        """Close what is open at the end."""
        self._flush()
        self._close_text()

    def _check(self, tag: str, values: dict[str, str]) -> None:
        if tag in REFUSED_TAGS:
            self.found.refused.append(f"<{tag}>")
        for name, value in values.items():
            if is_refused(name, value):
                self.found.refused.append(f"{name}=")
