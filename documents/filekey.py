"""The key of one sealed file, wrapped under a master key that lies elsewhere. Without this row it never opens."""

from django.db import models


class FileKey(models.Model):
    """Deleting the row is the surest way to destroy a file: also its copies in old backups of the store are lost."""

    name = models.CharField(max_length=120, unique=True)  # where the file lies in the store
    wrapped = models.CharField(max_length=200)  # see accounts/wrapping.py; its context is the name
    under = models.CharField(max_length=12, db_index=True)  # which master key wraps it
    size = models.PositiveBigIntegerField()  # of what was sealed

    def __str__(self) -> str:
        return self.name
