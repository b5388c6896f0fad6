"""The curriculum, loaded once for the process."""

import functools
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from quorate.authoring import Site


@functools.cache
def site() -> "Site":
    """Everything under content/, rendered; from the cache when the content has not changed."""
    from quorate.authoring import load_site

    cache = settings.DATA_DIR / "cache" / "content"
    take_built(cache)
    return load_site(settings.CONTENT_ROOT, cache_dir=cache)


def take_built(cache: Path) -> None:
    """Begin with what `make setup` rendered and recorded: a first start has no time for either."""
    for made in (settings.BUILT_ROOT / "content").glob("*.json"):
        target = cache / made.name
        if target.exists():
            continue
        try:
            cache.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made, target.with_suffix(".new"))
            target.with_suffix(".new").replace(target)
        except OSError:
            return  # rendering again costs time and nothing else


def content_hash() -> str:
    """The loaded content's hash."""
    return site().content_hash
