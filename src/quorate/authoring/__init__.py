"""Content becomes a site: files are read, rendered, recorded and checked."""

from quorate.authoring.addresses import Addresses
from quorate.authoring.building import load_curriculum
from quorate.authoring.checks import CheckSettings, check_content, content_stats
from quorate.authoring.diagrams import DiagramJob, diagram_jobs
from quorate.authoring.dialect import render_fragment
from quorate.authoring.errors import AuthoringError, ContentMissing, FigureError
from quorate.authoring.figures import Figure, Point
from quorate.authoring.icons import ICONS, icon_svg
from quorate.authoring.lessons import Facet, Lesson
from quorate.authoring.loading import hash_content, load_site
from quorate.authoring.search import SearchRow
from quorate.authoring.site import Site

__all__ = [
    "ICONS",
    "Addresses",
    "AuthoringError",
    "CheckSettings",
    "ContentMissing",
    "DiagramJob",
    "Facet",
    "Figure",
    "FigureError",
    "Lesson",
    "Point",
    "SearchRow",
    "Site",
    "check_content",
    "content_stats",
    "diagram_jobs",
    "hash_content",
    "icon_svg",
    "load_curriculum",
    "load_site",
    "render_fragment",
]
