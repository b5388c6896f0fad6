"""What can be done while learning: one module a verb."""

__all__: list[str] = []
