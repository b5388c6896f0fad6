"""Bounds of what a learner can store or start here; each is named in the refusal that reaches it."""

SOURCE_BYTES_MAX = 64 * 1024
"""A solution; the longest reference solution is a tenth of it."""

WAITING_MAX = 4
"""Runs of one learner that wait or run; more would only make everybody wait."""

RESULT_BYTES_MAX = 512 * 1024
"""A browser's result, drawing and text included."""

ATTEMPTS_SHOWN = 20
"""Attempts listed on a lab's page."""

ATTEMPTS_LISTED = 200
"""Attempts listed on the page of all attempts."""
