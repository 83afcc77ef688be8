"""Writes and reads WARC 1.1 files."""
