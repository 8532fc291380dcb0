#!/usr/bin/env python
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freezedesk.settings")
    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as why:  # a sentence for whoever sets the variables, not a traceback
        sys.exit(str(why))
    execute_from_command_line(sys.argv)
