"""The markup of the common comment systems, each page written as its software prints it."""

# ruff: noqa: E501 - markup reads worse when it is broken

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.extract import extract
from archive.extract.comments import read_comments
from archive.extract.tree import parse
from archive.model import Page, Thread

HERE = "https://gazette.example/2025/03/owl/"
TEXT = (
    "<p>The owl that left the tower in the storm of last winter has come back, and she has brought"
    " two young ones with her, as the keeper of the tower told this newspaper on Monday.</p>"
    "<p>She was first seen by a milkman, who took her for a hat that the wind had carried there,"
    " and who rang the keeper at half past four in the morning to ask whose hat it was.</p>"
)


def page_of(below: str) -> Page:
    html = (
        "<!doctype html><html><head><title>Owl returns</title>"
        '<meta property="og:type" content="article"></head><body><main><article>'
        f"<h1>Owl returns</h1>{TEXT}</article></main>{below}</body></html>"
    )
    fetched = datetime(2025, 6, 10, 12, tzinfo=UTC)
    return Page(HERE, html.encode(), content_type="text/html; charset=utf-8", fetched=fetched)


def thread_of(below: str) -> Thread:
    page = page_of(below)
    root = parse(page.body.decode())
    assert root is not None
    return read_comments(root, page)[0]


WORDPRESS_CLASSIC = """<div id="comments" class="comments-area">
<h2 class="comments-title">2 thoughts on “Owl returns”</h2><ol class="comment-list">
<li id="comment-21" class="comment even thread-even depth-1 parent">
<article id="div-comment-21" class="comment-body"><footer class="comment-meta">
<div class="comment-author vcard"><img class="avatar" alt="" src="a.png"><b class="fn">Ada Penn</b>
<span class="says">says:</span></div><div class="comment-metadata">
<a href="https://gazette.example/2025/03/owl/#comment-21"><time datetime="2025-03-04T09:01:00+00:00">
March 4, 2025 at 9:01 am</time></a></div></footer>
<div class="comment-content"><p>Good to have her back.</p></div>
<div class="reply"><a class="comment-reply-link" href="#">Reply</a></div></article>
<ol class="children"><li id="comment-22" class="comment odd alt depth-2">
<article id="div-comment-22" class="comment-body"><footer class="comment-meta">
<div class="comment-author vcard"><b class="fn">Ben Oak</b><span class="says">says:</span></div>
<div class="comment-metadata"><a href="https://gazette.example/2025/03/owl/#comment-22">
<time datetime="2025-03-05T10:00:00+00:00">March 5</time></a></div></footer>
<div class="comment-content"><p>The mice think otherwise.</p></div></article></li></ol></li></ol>
<div id="respond" class="comment-respond"><h3>Leave a Reply</h3><form id="commentform">
<p class="comment-notes">Your email address will not be published.</p>
<textarea name="comment"></textarea></form></div></div>"""

WORDPRESS_BLOCK = """<div class="wp-block-comments"><h2 class="wp-block-comments-title">2 responses to
“Owl returns”</h2><ol class="wp-block-comment-template">
<li id="comment-21" class="comment even thread-even depth-1"><div class="wp-block-columns">
<div class="wp-block-column"><div class="wp-block-avatar"><img alt="Ada Penn Avatar" src="a.png"></div>
</div><div class="wp-block-column"><div class="wp-block-comment-author-name">Ada Penn</div>
<div class="wp-block-group"><div class="wp-block-comment-date">
<time datetime="2025-03-04T09:01:00+00:00"><a href="#comment-21">March 4, 2025</a></time></div>
<div class="wp-block-comment-edit-link"></div></div><div class="wp-block-comment-content">
<p>Good to have her back.</p></div><div class="wp-block-comment-reply-link">
<a class="comment-reply-link" href="#">Reply</a></div></div></div>
<ol><li id="comment-22" class="comment odd alt depth-2"><div class="wp-block-columns">
<div class="wp-block-column"><div class="wp-block-comment-author-name">Ben Oak</div>
<div class="wp-block-comment-date"><time datetime="2025-03-05T10:00:00+00:00">March 5</time></div>
<div class="wp-block-comment-content"><p>The mice think otherwise.</p></div></div></div></li></ol>
</li></ol></div>"""

DRUPAL = """<section class="comments-wrapper" data-drupal-selector="comments">
<h2 class="title">Comments</h2>
<article data-comment-user-id="7" id="comment-21" class="js-comment comment by-viewer">
<mark class="hidden" data-comment-timestamp="1746078860"></mark>
<footer class="comment__meta"><p class="comment__author"><a class="username" href="/user/7">Ada Penn
</a></p><p class="comment__time">Tue, 03/04/2025 - 09:01</p>
<p class="comment__permalink"><a href="/comment/21#comment-21" class="permalink">Permalink</a></p>
</footer><div class="content comment__content">
<div class="field field--name-comment-body field__item"><p>Good to have her back.</p></div>
<ul class="links inline"><li><a href="/comment/reply/node/1/comment/21">Reply</a></li></ul></div>
</article><div class="indented"><article id="comment-22" class="js-comment comment">
<footer class="comment__meta"><p class="comment__author"><span class="username">Ben Oak</span></p>
<p class="comment__time">Wed, 03/05/2025 - 10:00</p></footer><div class="content comment__content">
<div class="field field--name-comment-body field__item"><p>The mice think otherwise.</p></div>
</div></article></div><h2 class="title comment-form__title">Add new comment</h2>
<form class="comment-comment-form comment-form"><textarea></textarea></form></section>"""

BLOGGER = """<section class="comments threaded" id="comments"><h3>2 comments:</h3>
<div id="comment-holder"><div class="comment-thread toplevel-thread"><ol id="top-ra">
<li class="comment" id="c21"><div class="avatar-image-container"><img src="a.png" alt=""></div>
<div class="comment-block"><div class="comment-header"><cite class="user"><a href="/p/7">Ada Penn</a>
</cite><span class="icon user"></span><span class="datetime secondary-text">
<a href="https://gazette.example/2025/03/owl/?showComment=1741078860000#c21">
4 March 2025 at 09:01</a></span></div><p class="comment-content">Good to have her back.</p>
<span class="comment-actions secondary-text"><a class="comment-reply">Reply</a>
<span class="item-control"><a href="/delete">Delete</a></span></span></div>
<div class="comment-replies"><div class="comment-thread inline-thread" id="c21-rt">
<span class="thread-toggle"><span class="thread-count"><a>Replies</a></span></span>
<ol class="thread-chrome" id="c21-ra"><li class="comment" id="c22"><div class="comment-block">
<div class="comment-header"><cite class="user">Ben Oak</cite><span class="datetime secondary-text">
<a href="https://gazette.example/2025/03/owl/?showComment=1741168800000#c22">5 March 2025 at 10:00
</a></span></div><p class="comment-content">The mice think otherwise.</p></div></li></ol></div></div>
</li></ol></div></div><p class="comment-footer"><iframe src="https://www.blogger.com/form"></iframe></p>
</section>"""

DISCOURSE = """<section id="discourse-comments" class="comments">
<div itemprop="comment" itemscope itemtype="http://schema.org/Comment" id="post_21"
 class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator"
 itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href="/u/ada">
<span itemprop="name">Ada Penn</span></a></span><span class="crawler-post-infos">
<time itemprop="datePublished" datetime="2025-03-04T09:01:00Z" class="post-time">March 4</time>
<span itemprop="position">2</span></span></div><div class="post" itemprop="text">
<p>Good to have her back.</p></div><div itemprop="interactionStatistic" itemscope
 itemtype="http://schema.org/InteractionCounter"><meta itemprop="userInteractionCount" content="3">
<span class="post-likes">3 Likes</span></div></div>
<div itemprop="comment" itemscope itemtype="http://schema.org/Comment" id="post_22"
 class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator"
 itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Ben Oak</span>
</span><time itemprop="datePublished" datetime="2025-03-05T10:00:00Z">March 5</time></div>
<div class="post" itemprop="text"><p>The mice think otherwise.</p></div></div></section>"""

DISQUS = """<div id="disqus_thread"><div id="dsq-content"><ul id="dsq-comments">
<li id="dsq-comment-21" class="comment even thread-even depth-1">
<div id="dsq-comment-header-21" class="dsq-comment-header"><cite id="dsq-cite-21">
<a id="dsq-author-user-21" href="http://x.example" rel="nofollow">Ada Penn</a></cite>
<time datetime="2025-03-04T09:01:00Z">March 4</time></div>
<div id="dsq-comment-body-21" class="dsq-comment-body"><div id="dsq-comment-message-21"
 class="dsq-comment-message"><p>Good to have her back.</p></div></div></li>
<li id="dsq-comment-22" class="comment odd alt thread-odd depth-1">
<div id="dsq-comment-header-22" class="dsq-comment-header"><cite id="dsq-cite-22">
<span id="dsq-author-user-22">Ben Oak</span></cite><time datetime="2025-03-05T10:00:00Z">March 5</time>
</div><div id="dsq-comment-body-22" class="dsq-comment-body"><div id="dsq-comment-message-22"
 class="dsq-comment-message"><p>The mice think otherwise.</p></div></div></li></ul></div></div>"""

STATIC = """<section class="post-comments" id="comments"><h3>2 comments</h3>
<article id="comment-21" class="static-comment js-comment"><div class="comment__avatar-wrapper">
<img class="comment__avatar" src="a.png" alt=""></div><div class="comment__content-wrapper">
<h4 class="comment__author">Ada Penn</h4><p class="comment__date">
<a href="#comment-21"><time datetime="2025-03-04T09:01:00+00:00">March 4, 2025</time></a></p>
<div class="comment__text"><p>Good to have her back.</p></div></div></article>
<article id="comment-22" class="static-comment js-comment"><div class="comment__content-wrapper">
<h4 class="comment__author">Ben Oak</h4><p class="comment__date"><a href="#comment-22">
<time datetime="2025-03-05T10:00:00+00:00">March 5, 2025</time></a></p>
<div class="comment__text"><p>The mice think otherwise.</p></div></div></article></section>"""

WPDISCUZ = """<div id="wpdcom" class="wpdiscuz_unauth"><div class="wpd-thread-wrapper">
<div class="wpd-thread-head"><div class="wpd-thread-info">2 Comments</div></div>
<div class="wpd-thread-list">
<div id="wpd-comm-21_0" class="comment even thread-even depth-1 wpd-comment wpd_comment_level-1">
<div class="wpd-comment-wrap wpd-blog-guest"><div class="wpd-comment-left"><div class="wpd-avatar">
<img alt="Ada Penn" src="a.png"></div></div><div id="comment-21" class="wpd-comment-right">
<div class="wpd-comment-header"><div class="wpd-comment-author">Ada Penn</div>
<div class="wpd-comment-date" title="4 March 2025 09:01">3 months ago</div></div>
<div class="wpd-comment-text"><p>Good to have her back.</p></div><div class="wpd-comment-footer">
<div class="wpd-vote"><div class="wpd-vote-result">0</div></div><div class="wpd-reply-button">Reply
</div></div></div></div>
<div id="wpd-comm-22_21" class="comment odd alt depth-2 wpd-comment wpd-reply wpd_comment_level-2">
<div class="wpd-comment-wrap wpd-blog-guest"><div id="comment-22" class="wpd-comment-right">
<div class="wpd-comment-header"><div class="wpd-comment-author">Ben Oak</div>
<div class="wpd-comment-date" title="5 March 2025 10:00">3 months ago</div></div>
<div class="wpd-comment-text"><p>The mice think otherwise.</p></div></div></div></div></div></div>
</div></div>"""

MICRODATA = """<div class="talk"><div itemprop="comment" itemscope
 itemtype="https://schema.org/Comment"><span itemprop="author">Ada Penn</span>
<time itemprop="dateCreated" datetime="2025-03-04T09:01:00Z">4 March</time>
<div itemprop="text">Good to have her back.</div></div><div itemprop="comment" itemscope
 itemtype="https://schema.org/Comment"><span itemprop="author">Ben Oak</span>
<time itemprop="dateCreated" datetime="2025-03-05T10:00:00Z">5 March</time>
<div itemprop="text">The mice think otherwise.</div></div></div>"""

JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org",
"@type": "NewsArticle", "headline": "Owl returns", "commentCount": 2, "comment": [
{"@type": "Comment", "@id": "#comment-21", "author": {"@type": "Person", "name": "Ada Penn"},
"dateCreated": "2025-03-04T09:01:00Z", "text": "Good to have her back.", "comment": [
{"@type": "Comment", "@id": "#comment-22", "author": {"@type": "Person", "name": "Ben Oak"},
"dateCreated": "2025-03-05T10:00:00Z", "text": "The mice think otherwise."}]}]}</script>"""

SYSTEMS = {
    "WordPress, classic theme": WORDPRESS_CLASSIC,
    "WordPress, block theme": WORDPRESS_BLOCK,
    "wpDiscuz": WPDISCUZ,
    "Drupal 8 and later": DRUPAL,
    "Blogger, threaded": BLOGGER,
    "Discourse, as crawlers see it": DISCOURSE,
    "Disqus, printed by its plugin": DISQUS,
    "static pages, Staticman": STATIC,
    "schema.org Comment in microdata": MICRODATA,
    "schema.org Comment in JSON-LD": JSON_LD,
}
THREADED = frozenset(
    {"WordPress, classic theme", "WordPress, block theme", "wpDiscuz", "Drupal 8 and later"}
    | {"Blogger, threaded", "schema.org Comment in JSON-LD"}
)


@pytest.mark.parametrize("system", SYSTEMS)
def test_author_time_and_text_of_each_comment_are_read(system: str) -> None:
    ada, ben = thread_of(SYSTEMS[system]).comments
    assert (ada.author, ada.text) == ("Ada Penn", "Good to have her back.")
    assert (ben.author, ben.text) == ("Ben Oak", "The mice think otherwise.")
    assert (ada.published or "").startswith("2025-03-04")
    assert (ben.published or "").startswith("2025-03-05")


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_answer_names_what_it_answers(system: str) -> None:
    ada, ben = thread_of(SYSTEMS[system]).comments
    assert ada.parent is None
    assert ben.parent == (ada.id if system in THREADED else None)


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_comment_is_body_text(system: str) -> None:
    reading = extract(page_of(SYSTEMS[system]))
    assert reading.story is not None
    assert len(reading.story.comments) == 2
    assert len(reading.story.paragraphs) == 2
    said = " ".join(p for s in reading.story.sections for p in (s.heading or "", *s.paragraphs))
    for word in ("mice", "Good to have", "Reply", "Ada", "omment", "thoughts"):
        assert word not in said


NONE = {
    "recent comments, WordPress": """<aside class="widget widget_recent_comments"><h2>Recent
Comments</h2><ul id="recentcomments"><li class="recentcomments"><span class="comment-author-link">Ada
Penn</span> on <a href="/other/#comment-7">Bus seven</a></li><li class="recentcomments">
<span class="comment-author-link">Ben Oak</span> on <a href="/wall/#comment-8">Wall</a></li></ul>
</aside>""",
    "latest comments, block": """<ol class="wp-block-latest-comments has-dates has-excerpts">
<li class="wp-block-latest-comments__comment"><article><footer
 class="wp-block-latest-comments__comment-meta"><a
 class="wp-block-latest-comments__comment-author" href="/a">Ada Penn</a> on <a
 class="wp-block-latest-comments__comment-link" href="/other/#comment-7">Bus seven</a>
<time datetime="2025-03-04T09:01:00+00:00" class="wp-block-latest-comments__comment-date">4 March
</time></footer><div class="wp-block-latest-comments__comment-excerpt"><p>Late again.</p></div>
</article></li></ol>""",
    "a form": """<div id="respond" class="comment-respond"><h3 id="reply-title">Leave a Reply</h3>
<form id="commentform" class="comment-form"><p class="comment-notes">Your email address will not be
published. Required fields are marked *</p><p class="comment-form-comment"><label>Comment *</label>
<textarea id="comment" name="comment"></textarea></p><p class="comment-form-author">
<label>Name *</label><input id="author"></p></form></div>""",
    "a counter": """<div class="comments-count" data-count="17"><span class="comment-icon"></span>
<a href="#comments">17 comments</a><time datetime="2025-03-04T09:01:00Z">4 March</time></div>""",
    "rules of the house": """<div id="comments" class="comments-area"><h3>Join the conversation</h3>
<p class="comment-policy">The Gazette is committed to a lively but civil forum. Comments may take
up to an hour to appear. Updated 4 March 2025 by <a href="/ada">Ada Penn</a>.</p></div>""",
    "an error dialogue": """<div class="modal comment-modal"><div class="modal-body comment-body">
<p>Your comment of 4 March 2025 could not be saved.</p><button>Close</button></div></div>""",
    "chosen comments on other stories, as data": """<script>window.state = {"comments": [{"id": 7,
"author": "Ada Penn", "body": "Late again.", "createdAt": "2025-03-04T09:01:00Z",
"article": {"title": "Bus seven", "url": "/bus/"}}]}</script>""",
    "latest comments, as data": """<script>window.state = {"latestComments": [{"id": 7,
"author": "Ada Penn", "body": "Late again.", "createdAt": "2025-03-04T09:01:00Z"}]}</script>""",
    "a reporter's words on a match, as data": """<script>window.state = {"commentary": [{"id": 7,
"author": "Ada Penn", "text": "Goal!", "createdAt": "2025-03-04T09:01:00Z"}]}</script>""",
    "settings, as data": """<script>window.state = {"comments": {"enabled": true, "text": "Comments
are closed", "name": "closed", "count": 3}}</script>""",
    "one critic's review": """<script type="application/ld+json">{"@type": "Review", "reviewBody":
"A fine owl.", "datePublished": "2025-03-04", "author": {"name": "Ada Penn"}}</script>""",
}


@pytest.mark.parametrize("what", NONE)
def test_widget_form_counter_and_the_like_are_no_comments(what: str) -> None:
    assert thread_of(NONE[what]).comments == ()


@pytest.mark.parametrize("what", NONE)
def test_widget_form_counter_and_the_like_are_no_body_text(what: str) -> None:
    story = extract(page_of(NONE[what])).story
    assert story is not None
    assert len(story.paragraphs) == 2


def test_reviews_by_readers_below_a_product_are_comments() -> None:
    review = (
        '<div class="rv-entry" data-review-id="{0}"><div class="rv-head"><span class="rv-author">{1}'
        '</span><time datetime="2025-03-0{0}">{0} March</time></div>'
        '<b class="rv-title">So so</b><div class="rv-body"><p>{2}</p></div></div>'
    )
    both = review.format(4, "Ada P.", "Sits well.") + review.format(5, "Ben", "Too heavy for me.")
    thread = thread_of(f'<div id="product_reviews" class="widget-x"><h2>Reviews</h2>{both}</div>')
    assert [(c.author, c.text) for c in thread.comments] == [
        ("Ada P.", "Sits well."),
        ("Ben", "Too heavy for me."),
    ]


def test_reviews_by_several_people_in_data_are_comments() -> None:
    one = '{{"@type":"Review","reviewBody":"{}","datePublished":"2025-03-04","author":{{"name":"{}"}}}}'
    both = f"{one.format('Sweet.', 'Ada')},{one.format('Sour.', 'Ben')}"
    data = f'<script type="application/ld+json">{{"@type":"Recipe","review":[{both}]}}</script>'
    assert [c.text for c in thread_of(data).comments] == ["Sweet.", "Sour."]


def test_parts_named_in_the_way_of_bem_are_no_second_comment() -> None:
    thread = thread_of(
        '<div class="article-comments"><div class="article-comments__wrapper">'
        '<span class="article-comments__sort">Show first</span><ul class="comments__list">'
        '<li class="comments__list-item"><div class="comment-item" itemscope'
        ' itemtype="https://schema.org/Comment"><div class="comment-item__container">'
        '<span itemprop="author">Ada Penn</span><time datetime="2025-03-04T09:01:00Z">4 March</time>'
        '<p itemprop="text">Good.</p></div></div></li></ul></div></div>'
    )
    assert [(c.author, c.text) for c in thread.comments] == [("Ada Penn", "Good.")]


def static_page(kind: str, below: str) -> Page:
    html = (
        f'<html><head><title>Of owls</title><meta property="og:type" content="{kind}"></head>'
        f'<body class="page page-id-7"><main><h1>Of owls</h1>{TEXT}</main>{below}</body></html>'
    )
    return Page(HERE, html.encode(), content_type="text/html")


def test_a_static_page_that_readers_discuss_is_a_story_when_it_says_so() -> None:
    assert extract(static_page("article", WORDPRESS_CLASSIC)).story is not None
    assert extract(static_page("article", "")).story is None


def test_the_comments_of_a_page_without_a_story_are_told_all_the_same() -> None:
    reading = extract(static_page("website", WORDPRESS_CLASSIC))
    assert reading.story is None
    assert len(reading.thread.comments) == 2


def test_a_readers_own_plus_one_is_text() -> None:
    comment = (
        '<li class="comment" id="comment-{}"><b class="fn">{}</b>'
        '<div class="comment-content">{}</div></li>'
    )
    one = comment.format(4, "Ada", "<p>Typical.</p><p>+1</p>")
    other = comment.format(5, "Ben", "<p>No.</p>")
    thread = thread_of(f'<ol class="comment-list">{one}{other}</ol>')
    assert [comment.text for comment in thread.comments] == ["Typical.\n+1", "No."]
