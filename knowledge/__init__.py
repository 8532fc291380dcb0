"""What we know about the world: freezing bodies, providers, causes, papers, time limits, letters. Data in data/."""
