"""What is kept and how it is read: captures in WARC, stories in SQLite, pages to browse them."""

__version__ = "0.1.0"
