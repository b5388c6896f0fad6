"""The site: Django apps over the pure packages; accounts < learning < practice < pages."""

__all__: list[str] = []
