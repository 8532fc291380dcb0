"""The forms of the pages: they check the shape of what was typed, and save nothing."""
