#!/usr/bin/env python
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError

from freezedesk import database_says

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freezedesk.settings")
    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as why:  # a sentence for whoever sets the variables, not a traceback
        sys.exit(str(why))
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        told = None if "--traceback" in sys.argv else database_says.told(error)
        if told is None:
            raise
        sys.exit(told)
