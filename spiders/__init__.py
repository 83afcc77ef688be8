"""How pages are found and fetched: the Scrapy project."""
