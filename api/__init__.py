"""The same acts for programs."""
