"""The application the server runs: prepares the data directory, loads the content, then answers."""

import gc
import logging
import os
import sys

from django.core.wsgi import get_wsgi_application

from quorate.sandbox import end_with_parent, forbid_dumps
from quorate.web import start
from quorate.web.errors import StartError
from quorate.web.requests import Request

end_with_parent()  # else a server that was killed would leave this worker behind, answering
gc.disable()  # what is loaded now stays, so nothing is worth collecting until it is
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorate.web.settings")
try:
    done = start.prepare(start.data_dir())
except StartError as error:
    sys.stderr.write(f"quorate: {error}\n")
    raise SystemExit(2) from None
for message in done:
    logging.getLogger("quorate.web").info(message)
application = get_wsgi_application()
application.request_class = Request
start.warm_up()
gc.enable()
forbid_dumps()  # programs of learners run as this account: they shall not read this process's memory
