"""The door that gunicorn opens. Dangerous settings keep it shut."""

import os

from django.core.wsgi import get_wsgi_application

from freezedesk.checks import refuse_to_start
from freezedesk.settling import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freezedesk.settings")
application = get_wsgi_application()
refuse_to_start()
settle()
