"""The newspaper's pages as HTML: front, sections, stories with threaded comments; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape

from scheduler.newspaper.edition import NAME, SECTIONS, Article, Edition, Remark

PER_PAGE = 10
_STYLE = (
    "body{font:17px/1.55 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "nav a{margin-right:1rem}.kicker{text-transform:uppercase;font-size:.8rem}"
    ".standfirst{font-weight:bold}ol{padding-left:1.2rem}aside{background:#eee;padding:1rem}"
)


def front(edition: Edition, base: str) -> str:
    """The front page: every story with its lead."""
    return _page("en", NAME, base + "/", _teasers(edition.articles), edition, base)


def section(edition: Edition, name: str, base: str) -> str:
    """One section's page."""
    articles = [article for article in edition.articles if article.section == name]
    body = f"<h1>{escape(name)}</h1>" + _teasers(articles)
    return _page("en", f"{name} | {NAME}", f"{base}/{name.lower()}/", body, edition, base)


def story(edition: Edition, article: Article, base: str, page: int = 1) -> str:
    """A story's page, with the given page (from 1) of its comments."""
    url = base + article.path
    extra = _hostile() if article.hostile else ""
    head = (
        f'<meta property="og:type" content="article">'
        f'<meta property="og:title" content="{escape(article.headline)}">'
        f'<meta property="og:site_name" content="{NAME}">'
        f'<meta name="description" content="{escape(article.lead)}">'
        f'<script type="application/ld+json">{_json_ld(article, url)}</script>'
    )
    correction = (
        f'<p class="correction">{escape(article.correction)}</p>' if article.correction else ""
    )
    body = f"""<article class="story"><header>
<p class="kicker"><a href="/{article.section.lower()}/">{escape(article.section)}</a></p>
<h1>{escape(article.headline)}</h1>
<p class="byline">By <span class="author">{escape(article.author)}</span>
<time datetime="{article.published.isoformat()}">{article.published:%-d %B %Y, %H:%M}</time></p>
<p class="standfirst">{escape(article.lead)}</p>
</header><div class="story-body">{extra}
{_body(article.body)}
{correction}
<p class="source">{escape(article.credit)}</p>
</div></article>
{_comments(article, base, page)}"""
    title = f"{article.headline} | {NAME}"
    return _page(article.language, title, url, body, edition, base, head=head)


def _page(
    language: str, title: str, url: str, body: str, edition: Edition, base: str, *, head: str = ""
) -> str:
    links = "".join(f'<a href="/{name.lower()}/">{name}</a>' for name in SECTIONS)
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>
<link rel="canonical" href="{escape(url)}">
<link rel="alternate" type="application/rss+xml" title="{NAME}" href="/feed.xml">
{head}<style>{_STYLE}</style></head>
<body><nav><a href="/"><b>{NAME}</b></a> {links}</nav>
<main>{body}</main>
<aside class="widget"><h2>Recent Comments</h2><ul>{_recent(edition)}</ul></aside>
<footer><p>© 2026 {NAME}. A made-up newspaper that comes with Back Issue.</p></footer>
</body></html>"""


def _teasers(articles: Iterable[Article]) -> str:
    return "".join(
        f'<div class="teaser"><h2><a href="{article.path}">{escape(article.headline)}</a></h2>'
        f"<p>{escape(article.lead)}</p></div>"
        for article in articles
    )


def _recent(edition: Edition) -> str:
    last = [(article.remarks[-1], article) for article in edition.articles if article.remarks]
    return "".join(
        f'<li>{escape(remark.author)} on <a href="{article.path}#comment-{remark.number}">'
        f"{escape(article.headline)}</a></li>"
        for remark, article in last[:5]
    )


def _json_ld(article: Article, url: str) -> str:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": article.headline,
        "description": article.lead,
        "datePublished": article.published.isoformat(),
        "dateModified": article.modified.isoformat(),
        "articleSection": article.section,
        "author": [{"@type": "Person", "name": article.author}],
        "publisher": {"@type": "Organization", "name": NAME},
    }
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")


def _body(text: str) -> str:
    return "\n".join(_block(block) for block in re.split(r"\n\s*\n", text))


def _block(block: str) -> str:
    lines = block.strip().splitlines()
    first = lines[0]
    if first.startswith("## "):
        return f"<h2>{escape(first[3:])}</h2>"
    if first.startswith("**") and first.endswith("**"):
        return f"<p><strong>{escape(first.strip('*'))}</strong></p>"
    if first.startswith("- "):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    if first.startswith("> "):
        return f"<blockquote><p>{escape(first[2:])}</p></blockquote>"
    if first.startswith("| "):
        return "<table>" + "".join(_row(line) for line in lines) + "</table>"
    return f"<p>{escape(block.strip())}</p>"


def _row(line: str) -> str:
    cells = (cell.strip() for cell in line.strip("|").split("|"))
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _comments(article: Article, base: str, page: int) -> str:
    remarks = article.remarks
    if not remarks:
        return ""
    roots = [remark for remark in remarks if remark.reply is None]
    shown = roots[(page - 1) * PER_PAGE : page * PER_PAGE]
    pages = (len(roots) + PER_PAGE - 1) // PER_PAGE
    links = "".join(
        f'<a class="page-numbers" href="{base}{article.path}comment-page-{n}/#comments">{n}</a> '
        for n in range(1, pages + 1)
        if n != page
    )
    pager = f'<nav class="comment-navigation">{links}</nav>' if links else ""
    return (
        f'<section id="comments" class="comments-area"><h2 class="comments-title">'
        f"{len(remarks)} comments</h2>"
        f'<ol class="comment-list">{_thread(shown, remarks)}</ol>{pager}</section>'
    )


def _thread(shown: Sequence[Remark], remarks: Sequence[Remark]) -> str:
    return "".join(_remark(remark, remarks) for remark in shown)


def _remark(remark: Remark, remarks: Sequence[Remark]) -> str:
    answers = [other for other in remarks if other.reply == remark.number]
    children = f'<ol class="children">{_thread(answers, remarks)}</ol>' if answers else ""
    text = "<br>".join(escape(line) for line in remark.text.splitlines())
    return (
        f'<li id="comment-{remark.number}" class="comment"><article class="comment-body">'
        f'<footer class="comment-meta"><b class="fn">{escape(remark.author)}</b> '
        f'<time datetime="{remark.written.isoformat()}">{remark.written:%-d %B %Y at %H:%M}</time>'
        f'</footer><div class="comment-content"><p>{text}</p></div></article>{children}</li>'
    )


def _hostile() -> str:
    """What an archive must not run: scripts, handlers, frames, a refresh, a base."""
    return (
        "<script>document.title='owned';document.body.innerHTML='owned'</script>"
        '<img src="/missing.png" onerror="document.title=\'owned\'">'
        "<iframe src=\"javascript:parent.document.title='owned'\"></iframe>"
        '<meta http-equiv="refresh" content="1;url=/weather/"><svg onload="alert(1)"></svg>'
    )
