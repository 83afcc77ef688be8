"""Browse pages: a Datasette plugin that reads the archive and never writes."""
