"""Files in an S3-compatible store, sealed before they leave this machine. Loaded only where one is configured."""

from storages.backends.s3 import S3Storage

from documents.vault import Vault


class Bucket(Vault, S3Storage):  # type: ignore[misc]  # the library carries no types
    """The store and whoever runs it see generated names and sealed bytes."""
