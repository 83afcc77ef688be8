"""Makes an archive's tables again from its WARC files."""
