"""The roof: settings, addresses, and the queue's app, which every process has to know before it can nudge."""

from freezedesk.celery import app as celery_app

__all__ = ["celery_app"]
