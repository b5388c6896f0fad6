"""Takes out of rendered HTML what could run: scripts, event attributes, styles, forms, frames.

The check reports it (E035); this makes sure that it never reaches a page meanwhile.
"""

from html import escape
from html.parser import HTMLParser

REFUSED_TAGS = (
    "applet", "base", "button", "embed", "form", "frame", "iframe", "link", "meta", "object",
    "script", "select", "style", "textarea",
)  # fmt: skip
_ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "srcdoc", "poster")
_SCHEMES = ("javascript", "vbscript", "data")
_SILENT = ("script", "style")
VOID_TAGS = (
    "br", "circle", "col", "hr", "img", "input", "line", "link", "meta", "path", "rect", "source",
    "use", "wbr",
)  # fmt: skip


def is_refused(name: str, value: str) -> bool:
    """Whether an attribute could run something or bring its own style."""
    if name.startswith("on") or name == "style":
        return True
    letters = "".join(value.split()).lower()
    return name in _ADDRESSES and letters.partition(":")[0] in _SCHEMES


def without_refused(html: str) -> str:
    """Return the HTML without what is refused. Parts that we made ourselves are left alone."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return "".join(writer.written)


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._made: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # type: ignore[explicit-override]  # 3.12
        if self._made or any(name == "data-made" for name, _ in attrs):
            if tag not in VOID_TAGS:
                self._made.append(tag)
            self.written.append(self.get_starttag_text() or "")
        elif tag in _SILENT:
            self._silent = tag
        elif tag not in REFUSED_TAGS:
            kept = [
                (name, value or "") for name, value in attrs if not is_refused(name, value or "")
            ]
            inside = "".join(f' {name}="{escape(value)}"' for name, value in kept)
            self.written.append(f"<{tag}{inside}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # type: ignore[explicit-override]  # 3.12
        self.handle_starttag(tag, attrs)
        if tag not in VOID_TAGS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:  # type: ignore[explicit-override]  # 3.12
        if self._made:
            while self._made and self._made.pop() != tag:
                continue
            self.written.append(f"</{tag}>")
        elif tag == self._silent:
            self._silent = ""
        elif tag not in REFUSED_TAGS and tag not in VOID_TAGS:
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:  # type: ignore[explicit-override]  # 3.12
        if not self._silent:
            self.written.append(data)

    def handle_entityref(self, name: str) -> None:  # type: ignore[explicit-override]  # 3.12
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:  # type: ignore[explicit-override]  # 3.12
        self.written.append(f"&#{name};")
