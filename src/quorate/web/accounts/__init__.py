"""Who a learner is: a guest's row, their settings, and what keeps their work."""

__all__: list[str] = []
