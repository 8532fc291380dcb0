"""Messages on their way out: a row first, then carried by a channel, exactly once where the channel allows."""
