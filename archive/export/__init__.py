"""Stories and sources on their way out: JSON Lines, CSV, OPML."""
