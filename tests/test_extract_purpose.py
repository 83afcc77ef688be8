"""Pages that ask for something or lead to stories are none; a story on such a page is read."""

# ruff: noqa: E501 - made-up pages read better in one line

from __future__ import annotations

import pytest

from archive.extract import extract
from archive.model import Page, Reading

URL = "https://quay-gazette.example/2026/bread"


def prose(number: int) -> str:
    return (
        f"The council met for the {number}th time on Monday, spoke for two hours about the price of "
        f"bread in town, and left it to the {number} bakers to say what flour costs them."
    )


def p(*numbers: int) -> str:
    return "".join(f"<p>{prose(number)}</p>" for number in numbers)


def reading(body: str, head: str = "<title>Quay Gazette</title>", classes: str = "") -> Reading:
    markup = f"<html><head>{head}</head><body class='{classes}'>{body}</body></html>"
    return extract(Page(URL, markup.encode()))


ASKS = "<form action='/send'><input type='email' name='mail'><input name='first'></form>"
HELP = "<p>Please enter the address that you gave us when you came here first. A link will be sent to it, and that link is good for a day.</p>"


@pytest.mark.parametrize(
    "form",
    [
        ASKS,
        "<form><input name='first'><input name='last'><textarea name='message'></textarea></form>",
        "<form><input type='tel' name='phone'></form>",
    ],
)
def test_a_page_that_only_asks_is_no_story(form: str) -> None:
    assert reading(f"<h1>Forgotten?</h1><div>{HELP}{form}</div>").why == "form, no story"


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Bread dearer</h1><p>12 May 2026</p><div>{HELP}</div>{ASKS}",
        f"<h1>Bread dearer</h1><div>{p(*range(1, 8))}</div>{ASKS}",
        f"<h1>Bread dearer</h1><div>{HELP}</div><form action='/search'><input name='q'><input name='from'></form>",
    ],
)
def test_a_story_beside_a_form_is_one(body: str) -> None:
    assert reading(body).story is not None


def teaser(number: int) -> str:
    return f"<div class='card'><p class='title'><a href='/{number}'>The mill of number {number} is shut again</a></p><p class='summary'>{prose(number)}</p></div>"


def test_text_in_lines_below_linked_titles_is_a_front_page() -> None:
    page = f"<h1>Top stories</h1><div>{''.join(map(teaser, range(6)))}</div>"
    assert reading(page).why == "listing of stories, not one story"


def test_a_front_page_may_state_a_day() -> None:
    head = "<meta property='article:published_time' content='2026-05-12T10:00:00Z'>"
    page = f"<h1>Top stories</h1><div>{''.join(map(teaser, range(9)))}</div>"
    assert reading(page, head).why == "listing of stories, not one story"


def test_a_whole_story_is_one_though_its_page_calls_itself_a_listing() -> None:
    story = f"<h1>Bread dearer in town this year</h1><p>Published 12 May 2026</p><div class='text'>{p(*range(1, 16))}</div>"
    assert reading(story, classes="archive category").story is not None


def test_a_listing_stays_one() -> None:
    page = f"<h1>Bread</h1><div class='text'>{p(*range(1, 16))}</div>"
    assert reading(page, classes="archive category").why == "listing of stories, not one story"


def test_the_beginning_of_a_story_above_a_login_is_read() -> None:
    login = "<form><input name='user'><input type='password' name='word'></form>"
    story = (
        f"<h1>Bread dearer in town this year</h1><p>12 May 2026</p><div class='text'>{p(1)}</div>"
    )
    assert reading(story + login).story is not None
    assert reading(f"<h1>Sign in</h1><div>{HELP}</div>{login}").why == "login form"


def test_a_long_notice_of_cookies_is_no_text() -> None:
    notice = "This website uses cookies to improve your experience while you are here. " * 8
    assert reading(f"<h1>Bread</h1><div><p>{notice}</p></div>").story is None


def test_lines_inside_a_link_weigh_nothing_against_the_text() -> None:
    cards = "".join(
        f"<a href='/{n}'><div class='shot'></div><p class='name'>{prose(n)}</p></a>"
        for n in range(20, 24)
    )
    page = f"<h1>Bread dearer in town</h1><div class='abstract'>{prose(1)}</div><div class='more'>{cards}</div>"
    story = reading(page).story
    assert story is not None
    assert story.paragraphs == (prose(1),)


def test_a_story_is_sought_where_no_linked_headings_stand() -> None:
    teasers = "".join(
        f"<h5><a href='/{n}'>Guide {n}</a></h5><div>All you need to know of bread in town this year, part {n}, with pictures of it.</div>"
        for n in range(4)
    )
    page = f"<h1>Bread dearer in town</h1><div><div><div class='entry'><p>{prose(1)}</p></div></div></div><div><div class='block'>{teasers}</div></div>"
    story = reading(page).story
    assert story is not None
    assert story.paragraphs == (prose(1),)
