"""The pages that belong to no learner: home, paths, practice, library, search, and the design of it all."""

__all__: list[str] = []
