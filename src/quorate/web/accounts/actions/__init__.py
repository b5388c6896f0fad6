"""What can be done with an account: one module a verb."""

__all__: list[str] = []
