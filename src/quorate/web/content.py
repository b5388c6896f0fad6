"""The curriculum, loaded once for the process."""

import functools
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from quorate.authoring import Site


@functools.cache
def site() -> "Site":
    """Everything under content/, rendered; from the cache when the content has not changed."""
    from quorate.authoring import load_site

    return load_site(settings.CONTENT_ROOT, cache_dir=settings.DATA_DIR / "cache" / "content")


def content_hash() -> str:
    """The loaded content's hash."""
    try:
        return site().content_hash
    except ImportError:  # INTERIM: until quorate.authoring lands
        return ""
