"""Evidence, plans, lessons, exams, and what is derived from them."""

__all__: list[str] = []
