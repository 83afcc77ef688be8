"""What is kept and how it is read: captures in WARC, stories in SQLite, pages to browse them."""
