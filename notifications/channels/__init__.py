"""The ways out. Each carries one message and answers: taken, refused, not there, or not known."""
