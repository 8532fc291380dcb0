"""What happens with no one at the keyboard. A task loads by id, calls one act, and ends."""
