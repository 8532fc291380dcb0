"""Long work as rows: what runs, how far it is, and who takes over when a worker dies."""
