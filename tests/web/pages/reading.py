"""Reads pages as structure: links, ids, headings, landmarks."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


@dataclass
class Read(HTMLParser):
    """One page: what a test asks of it."""

    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    text: str = ""
    _level: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        self.addresses += [
            found[name] for name in ("href", "src", "action", "data-recording") if name in found
        ]
        if tag == "script" and "src" not in found and found.get("type") != "application/json":
            self.inline.append("script")
        self.inline += [name for name in found if name.startswith("on")]
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._level = int(tag[1])
            self.headings.append((self._level, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == f"h{self._level}":
            self._level = 0

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._level:
            level, words = self.headings[-1]
            self.headings[-1] = (level, (words + data).strip())


def read(html: str) -> Read:
    """Parse one page."""
    page = Read()
    page.feed(html)
    return page


def get(client: Client, address: str) -> Read:
    """Fetch a page that must be there."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return read(response.content.decode())


def inside(page: str, link: str) -> tuple[str, str] | None:
    """Where a link of a page leads on this site: address and anchor; None for other schemes and hosts."""
    parts = urlsplit(urljoin(f"http://testserver{page}", link))
    if parts.netloc != "testserver":
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path}{query}", parts.fragment
