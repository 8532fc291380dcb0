"""What is said between the firm and the other side: mails, calls, promises, offers, and who was shown what."""
