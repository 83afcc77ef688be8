"""The newspaper's feed, news sitemap and robots.txt; pure."""

from __future__ import annotations

from email.utils import format_datetime
from xml.sax.saxutils import escape

from scheduler.newspaper.edition import NAME, Article, Edition


def feed(edition: Edition, base: str) -> str:
    """RSS 2.0 with every story."""
    entries = "".join(
        f"<item><title>{escape(article.headline)}</title><link>{base}{article.path}</link>"
        f"<guid>{base}{article.path}</guid><description>{escape(article.lead)}</description>"
        f"<pubDate>{format_datetime(article.published)}</pubDate></item>"
        for article in edition.articles
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{NAME}</title><link>{base}/</link>"
        f"<description>News from Port Ellery</description>{entries}</channel></rss>"
    )


def news_sitemap(edition: Edition, base: str) -> str:
    """A news sitemap (https://www.google.com/schemas/sitemap-news/0.9)."""
    urls = "".join(_sitemap_entry(article, base) for article in edition.articles)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{urls}</urlset>"
    )


def _sitemap_entry(article: Article, base: str) -> str:
    return (
        f"<url><loc>{base}{article.path}</loc><lastmod>{article.modified.isoformat()}</lastmod>"
        f"<news:news><news:publication><news:name>{NAME}</news:name>"
        f"<news:language>{article.language}</news:language></news:publication>"
        f"<news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.headline)}</news:title></news:news></url>"
    )


def robots(base: str) -> str:
    """Everything is open but the desk."""
    return f"User-agent: *\nDisallow: /desk/\nSitemap: {base}/news-sitemap.xml\n"
