"""What the learning app refuses besides pages' own refusals.

AppendOnlyError
    somebody tried to change or delete evidence; a mistake of ours, never of a person
"""


class AppendOnlyError(TypeError):
    """Evidence is never changed; append a retraction instead."""
