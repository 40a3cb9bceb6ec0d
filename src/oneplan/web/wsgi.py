"""The door for web servers: `oneplan.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneplan.web.settings")

application = get_wsgi_application()
