"""The application the server runs: prepares the data directory, loads the content, then answers."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from quorate.web import start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorate.web.settings")
for message in start.prepare(start.data_dir()):
    logging.getLogger("quorate.web").info(message)
application = get_wsgi_application()
start.warm_up()
