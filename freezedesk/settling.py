"""What a web worker loads once and keeps is put out of the collector's way.

Python looks through every object now and then to find rings that nobody holds. The programme itself is some 230,000
objects that never go: each full look took 80 to 120 ms in the middle of somebody's page. Frozen, they are not looked
at again (`gc.freeze`).
"""

import gc

from django.conf import settings
from django.urls import get_resolver
from django.utils import translation


def settle() -> None:
    """Load what the first pages would load, then leave it alone. Called when a worker starts."""
    for pattern in get_resolver().url_patterns:
        list(getattr(pattern, "url_patterns", ()))  # imports the views
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Today")
    gc.collect()
    gc.freeze()
