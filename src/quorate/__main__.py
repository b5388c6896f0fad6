"""`python -m quorate` is the same as `quorate`."""

import sys

from quorate.cli import main

sys.exit(main())
