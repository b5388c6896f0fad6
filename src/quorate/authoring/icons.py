"""Icons, drawn for this project: lines on a grid of 24, coloured by the text around them.

The dialect's names (`:material-school:`, `:octicons-arrow-right-24:`) lead here without their
family and size; what is not drawn yet is shown as its name.
"""

import re

ICONS: dict[str, str] = {
    "account": "M12 4a4 4 0 1 1 0 8a4 4 0 1 1 0-8M4 21c1-5 4-7 8-7s7 2 8 7",
    "account-group": "M8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6M2 20c0-4 2-6 6-6s6 2 6 6M16 5a3 3 0 1 1 0 6"
    "M17 14c3 0 5 2 5 6",
    "account-tie": "M12 3a4 4 0 1 1 0 8a4 4 0 1 1 0-8M4 21c1-5 4-7 8-7s7 2 8 7M12 14l-2 3l2 4l2-4z",
    "alert": "M12 3L2 21h20zM12 10v5M12 17.5v.5",
    "arrow-left": "M20 12H4M10 6l-6 6l6 6",
    "arrow-right": "M4 12h16M14 6l6 6l-6 6",
    "book": "M4 5c3-1 6-1 8 1c2-2 5-2 8-1v14c-3-1-6-1-8 1c-2-2-5-2-8-1zM12 6v14",
    "bug": "M12 6a5 5 0 0 1 5 5v4a5 5 0 0 1-10 0v-4a5 5 0 0 1 5-5M12 6v14M7 13H3M21 13h-4M8 8L5 5"
    "M16 8l3-3M8 18l-3 3M16 18l3 3",
    "calculator": "M6 3h12v18H6zM9 6h6v4H9zM9 14h.5M12 14h.5M15 14h.5M9 17.5h.5"
    "M12 17.5h.5M15 17.5h.5",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
    "chart-line": "M4 4v16h16M7 15l4-5l3 3l5-7",
    "check": "M4 13l5 5L20 6",
    "city": "M3 21V11h6v10M9 21V4h7v17M16 21v-9h5v9M2 21h20M12 8h1M12 12h1M12 16h1"
    "M6 14v.5M18.5 15v.5",
    "clock": "M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18M12 7v5l4 2",
    "close": "M5 5l14 14M19 5L5 19",
    "cloud": "M7 18a4 4 0 0 1 0-8a5 5 0 0 1 10-1a4.5 4.5 0 0 1 0 9z",
    "code-tags": "M8 7l-5 5l5 5M16 7l5 5l-5 5M14 4l-4 16",
    "cog": "M12 8.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7M12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3"
    "M16 16l3 3M19 5l-3 3M8 16l-3 3",
    "currency-usd": "M12 2v20M17 7c-1-2-3-2.5-5-2.5c-3 0-5 1.5-5 3.5c0 5 10 3 10 8c0 2-2 3.5-5 3.5"
    "c-2 0-4-.5-5-2.5",
    "database": "M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0",
    "download": "M12 4v11M7 11l5 5l5-5M4 20h16",
    "file-document": "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
    "flask": "M9 3h6M10 3v6L4 20h16L14 9V3M7 15h10",
    "home": "M3 12l9-8l9 8M6 10v10h12V10",
    "information": "M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18M12 11v6M12 7.5v.5",
    "lightbulb": "M9 18h6M10 21h4M9 15c0-2-3-3-3-7a6 6 0 0 1 12 0c0 4-3 5-3 7z",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1"
    "M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "lock": "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
    "magnify": "M10 4a6 6 0 1 1 0 12a6 6 0 1 1 0-12M15 15l6 6",
    "map": "M3 6l6-2l6 2l6-2v14l-6 2l-6-2l-6 2zM9 4v14M15 6v14",
    "network": "M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4",
    "play": "M7 4l13 8l-13 8z",
    "rocket": "M12 2c4 3 5 7 4 12H8C7 9 8 5 12 2M8 11l-4 4v4l4-2M16 11l4 4v4l-4-2M12 17v5M12 8v.5",
    "scale-balance": "M12 3v17M7 21h10M4 7h16M4 7l-2 7h5zM20 7l-2 7h5z",
    "school": "M12 4L1 10l11 6l11-6zM5 12.5V17c2 3 12 3 14 0v-4.5M23 10v6",
    "server": "M4 4h16v7H4zM4 13h16v7H4zM7 7.5h.5M7 16.5h.5M11 7.5h6M11 16.5h6",
    "shield-check": "M12 3l8 3v6c0 5-4 8-8 9c-4-1-8-4-8-9V6zM8 12l3 3l5-6",
    "speedometer": "M4 18a9 9 0 1 1 16 0M12 14l5-6M4 18h16",
    "star": "M12 3l3 6l6 1l-4.5 4.5l1 6.5l-5.5-3l-5.5 3l1-6.5L3 10l6-1z",
    "sync": "M20 11a8 8 0 0 0-15-3M4 3v5h5M4 13a8 8 0 0 0 15 3M20 21v-5h-5",
    "tag": "M3 4h8l10 10l-7 7L3 11zM7 8v.5",
    "trophy": "M7 4h10v6a5 5 0 0 1-10 0zM7 6H3c0 4 2 5 4 5M17 6h4c0 4-2 5-4 5M12 15v4M8 21h8",
    "wrench": "M20 6l-4 4l-3-1l-1-3l4-4c-5-1-8 3-6 8l-7 7l3 3l7-7c5 2 9-1 7-7z",
}
"""Name to the `d` of one path, drawn as a line of width 1.8 with round ends."""

_FAMILY = re.compile(r"^(?:material|octicons|fontawesome(?:-solid|-regular|-brands)?|simple)-")
_SIZE = re.compile(r"-(?:outline|fill|12|16|24|variant)$")


def icon_name(written: str) -> str:
    """Return our name for one of the dialect's: `octicons-arrow-right-24` is `arrow-right`."""
    name = _FAMILY.sub("", written.strip(":"))
    shorter = _SIZE.sub("", name)
    return name if name in ICONS else shorter


def icon_svg(name: str) -> str:
    """Return an icon as inline SVG, or its words if it is not drawn."""
    path = ICONS.get(name)
    if path is None:
        return f'<span class="icon icon-text">{name.replace("-", " ")}</span>'
    return (
        '<svg class="icon" aria-hidden="true" viewBox="0 0 24 24" width="20" height="20" fill="none" '
        'stroke="currentColor" stroke-width="1.8" stroke-linecap="round" '
        f'stroke-linejoin="round"><path d="{path}"></path></svg>'
    )
