"""A pasted live blog -> posts: entries, furniture, clock times; nothing lost on the way."""

import io
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.timeline.readers import Batch, ReadOptions, plain_text, read_posts
from dateline.timeline.readers.options import collected
from dateline.timeline.readers.page_lines import paragraphs

SAMPLE = Path(__file__).parent.parent / "timeline" / "samples" / "liveblog.txt"
NOON = datetime.fromisoformat("2026-01-28T12:00:00+02:00")
OPTIONS = ReadOptions(published=NOON, timezone="Europe/Kyiv", source_name="Desk")
AT_ELEVEN = ReadOptions(published=datetime.fromisoformat("2026-01-28T23:00:00+02:00"), timezone="Europe/Kyiv")
PROSE = "A long enough paragraph that tells what happened in the town during the night."

BLOG = """Live

Storm war latest: Power is back in most districts - and talks go on

The grid operator says repairs took all night. Follow the day here.

Ministers: 'Hard weeks ahead'
Why you can trust our desk
Send us your questions for our weather editor

Our editor answers from three.

In pictures: The damaged depot at dawn

A depot on the edge of the town burned through the night after drones hit it, officials say.

"It was loud," one resident told us\u00a0

"Nobody slept"

Minister: 'No date yet' for the summit

Updated 11:20

The minister said there was no date for the summit. He spoke after a cabinet meeting in the capital.

More on this story below, he added.
"""


def blog(text: str, options: ReadOptions = OPTIONS) -> Batch:
    return collected(plain_text.read(io.BytesIO(text.encode()), "blog.txt", options), "blog.txt")


def kinds(*lines: str) -> list[str]:
    return [paragraph.kind for paragraph in paragraphs("A title\n\n" + "\n\n".join(lines))][1:]


def times(text: str, published: str = "2026-01-28T15:00:00+02:00") -> list[str]:
    options = ReadOptions(published=datetime.fromisoformat(published), timezone="Europe/Kyiv")
    return [post.published.strftime("%d %H:%M") for post in blog(text, options).posts if post.published]


def test_a_pasted_blog_becomes_one_post_an_entry() -> None:
    batch = blog(BLOG)
    assert [
        "Storm war latest: Power is back in most districts - and talks go on",
        None,
        "In pictures: The damaged depot at dawn",
        "Minister: 'No date yet' for the summit",
    ] == [post.title for post in batch.posts]
    assert all(post.published == NOON for post in batch.posts)
    assert batch.posts[0].text.endswith("\n\nMinisters: 'Hard weeks ahead'")
    assert "Our editor answers from three." == batch.posts[1].text


def test_paragraphs_are_as_in_the_file() -> None:
    assert (
        "In pictures: The damaged depot at dawn\n\n"
        "A depot on the edge of the town burned through the night after drones hit it, officials say.\n\n"
        '"It was loud," one resident told us\u00a0\n\n"Nobody slept"'
    ) == blog(BLOG).posts[2].text


def test_furniture_is_dropped_and_told() -> None:
    assert [
        "Live",
        "Why you can trust our desk",
        "Send us your questions for our weather editor",
        "Updated 11:20",
    ] == [rejection.quote for rejection in blog(BLOG).rejections]
    assert {("reading", "page furniture")} == {(r.stage, r.reason) for r in blog(BLOG).rejections}


def test_the_sample_page_is_read_entry_by_entry() -> None:
    batch = read_posts(SAMPLE, OPTIONS)
    titles = [post.title for post in batch.posts]
    assert "One killed in Lutsk" in titles
    assert "That is where we leave it" == titles[-1]
    assert all(post.text.startswith(post.title) for post in batch.posts if post.title)


@pytest.mark.parametrize(
    "line",
    [
        "One killed in the port of Odesa",
        "Why August, and why the grid?",
        "'Biggest yet': air force adds up the night",
        '"Biggest yet": air force adds up the night',
        "Watch: How the bridge was rebuilt",
        "Analysis: What the talks can bring",
        "Envoy leaves for the U.S.",
        "Video: Fire at a depot",
        "Удар по порту: є поранені",
    ],
)
def test_a_headline(line: str) -> None:
    assert ["headline", "prose"] == kinds(line, PROSE)


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        '"They will not stop," says Clarke',
        '"They will not stop"',
        "«Вони не зупиняться», - каже мер",
        "“They will never learn",
        "Here is what residents told her...",
        "Here is what we know:",
        "- Two depots burned",
        "• Two depots burned",
        "He said (in the evening) that it was over.”",
        "word " * 40,
        "Thank you for following. We will be back at six tomorrow.",
        "Photo editors at the paper said on Monday that they had kept the picture. It was shown the next day.",
    ],
)
def test_prose(line: str) -> None:
    assert ["prose"] == kinds(line)


@pytest.mark.parametrize(
    "line",
    [
        "KEY EVENT", "Key points", "Share (12)", "Link copied", "Updated", "Updated at 14:05", "***",
        "1/3", "Photo: An Agency", "Firemen at the depot on Monday. Pic: Reuters", "Firemen at the depot/Reuters",
        "By Jane Q. Doe, defence editor", "Why you can trust our desk", "Читайте також", "Поделиться",
        "Send us yours in the box at the top of the page.",
    ],
)  # fmt: skip
def test_furniture(line: str) -> None:
    assert ["furniture"] == kinds(line)


@pytest.mark.parametrize(
    "line",
    [
        "Live fire exercise begins", "Share prices fall in Moscow", "Updated list of the missing", "Long ago",
        "By the numbers: a night of drones", "By August the bridge will stand", "New raid on Sumy",
        "Photo shows damage at the port", "Reuters reporter hurt",
    ],
)  # fmt: skip
def test_no_furniture(line: str) -> None:
    assert ["headline"] == kinds(line)


def test_only_what_stands_before_prose_is_a_heading() -> None:
    text = f"Page\n\n{PROSE}\n\nThree hurt\n\nPower out\n\nReal heading\n\n{PROSE}\n\nAnother\n"
    batch = blog(text)
    assert ["Page", "Real heading"] == [post.title for post in batch.posts]
    assert batch.posts[0].text.endswith("Three hurt\n\nPower out")
    assert batch.posts[1].text.endswith("Another")


def test_an_index_of_key_events_is_no_second_entry() -> None:
    text = f"Key events\n\n09:10\n\nDepot burns\n\n08:00\n\nTalks end\n\nDepot burns\n\n{PROSE}\n\nTalks end\n\n{PROSE}\n"
    batch = blog(text)
    assert ["Depot burns", "Talks end"] == [post.title for post in batch.posts]
    assert {"Depot burns", "Talks end"} <= {rejection.quote for rejection in batch.rejections}


def test_ids_do_not_hang_on_the_position_and_are_unique() -> None:
    one = {post.title: post.post_id for post in blog(BLOG).posts}
    other = {post.title: post.post_id for post in blog(f"New entry on top\n\n{PROSE}\n\n" + BLOG).posts}
    assert one.items() <= other.items()
    twice = blog(f"Same words\n\n{PROSE}\n\nOther words\n\n{PROSE}\n\nSame words\n\n{PROSE} Again.\n")
    assert 3 == len({post.post_id for post in twice.posts})
    elsewhere = blog(BLOG, ReadOptions(published=NOON, source_name="Other"))
    assert not set(one.values()) & {post.post_id for post in elsewhere.posts}


def test_a_page_without_empty_lines() -> None:
    assert ["First thing", "Second thing"] == [
        post.title for post in blog(f"First thing\n{PROSE * 2}\n{PROSE}\nSecond thing\n{PROSE}").posts
    ]


def test_a_text_broken_at_a_fixed_width_is_put_together() -> None:
    text = (
        "Depot burns\n\n"
        "A depot on the edge of the town burned through the night\n"
        "after drones hit it. Officials say that nobody was there\n"
        "and that it will burn until the evening.\n\n"
        "Talks end\n\n"
        "The talks ended without a date. Another round may follow\n"
        "in spring.\n"
    )
    posts = blog(text).posts
    assert ["Depot burns", "Talks end"] == [post.title for post in posts]
    assert "through the night\nafter drones" in posts[0].text


def entry(heading: str, clock: str, *, under: bool = False) -> str:
    return f"{heading}\n\n{clock}\n\n{PROSE}\n\n" if under else f"{clock}\n\n{heading}\n\n{PROSE}\n\n"


@pytest.mark.parametrize("under", [False, True])
def test_times_newest_first_go_back_over_midnight(*, under: bool) -> None:
    page = [("C", "14:20"), ("B", "09:05"), ("A", "23:50"), ("Z", "21:15")]
    text = "".join(entry(f"Entry {name}", clock, under=under) for name, clock in page)
    assert ["28 14:20", "28 09:05", "27 23:50", "27 21:15"] == times(text)


@pytest.mark.parametrize("under", [False, True])
def test_times_oldest_first(*, under: bool) -> None:
    page = [("Z", "21:15"), ("A", "23:50"), ("B", "09:05"), ("C", "14:20")]
    text = "".join(entry(f"Entry {name}", clock, under=under) for name, clock in page)
    assert ["27 21:15", "27 23:50", "28 09:05", "28 14:20"] == times(text)


def test_a_page_copied_after_midnight_begins_the_day_before() -> None:
    text = entry("Late", "23:40") + entry("Earlier", "22:10")
    assert ["27 23:40", "27 22:10"] == times(text, "2026-01-28T00:30:00+02:00")


def test_a_pinned_entry_does_not_turn_the_day() -> None:
    text = (
        entry("Pinned", "09:00") + entry("New", "14:00") + entry("Older", "13:00") + entry("Oldest", "12:00")
    )
    assert ["28 09:00", "28 14:00", "28 13:00", "28 12:00"] == times(text)


def test_the_title_has_the_pages_time_and_an_untimed_entry_its_neighbours() -> None:
    text = (
        f"The page\n\n{PROSE}\n\n" + entry("One", "14:00") + f"Two\n\n{PROSE}\n\n" + entry("Three", "23:30")
    )
    assert ["28 15:00", "28 14:00", "28 14:00", "27 23:30"] == times(text)


def test_entries_without_headings_are_parted_by_their_times() -> None:
    text = "14:05\n\nSirens in Kyiv.\n\n13:50\n\nA blast was heard in Sumy.\n\nTwo are hurt.\n"
    assert ["Sirens in Kyiv.", "A blast was heard in Sumy.\n\nTwo are hurt."] == [
        post.text for post in blog(text).posts
    ]
    assert ["28 14:05", "28 13:50"] == times(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("14:05", "14:05"), ("14.05", "14:05"), ("2:05pm", "14:05"), ("2.05 p.m.", "14:05"), ("12:05 am", "00:05"),
        ("11:30:59", "11:30"), ("09:05 GMT", "11:05"), ("(10:05 BST)", "11:05"), ("Published at 14:05", "14:05"),
        ("14:05 EET", "14:05"), ("Опубліковано о 14:05", "14:05"),
    ],
)  # fmt: skip
def test_ways_to_write_a_time(line: str, expected: str) -> None:
    assert [f"28 {expected}"] == times(f"{line}\n\nHeading\n\n{PROSE}\n")


@pytest.mark.parametrize("line", ["24:05", "14:60", "13:05pm", "14:05 XYZ", "at 5", "12"])
def test_no_times(line: str) -> None:
    assert ["28 15:00"] == times(f"{line}\n\nHeading\n\n{PROSE}\n")[-1:]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("20 minutes ago", "28 14:40"), ("2 hours ago", "28 13:00"), ("2h ago", "28 13:00"), ("an hour ago", "28 14:00"),
        ("20 хвилин тому", "28 14:40"), ("2 часа назад", "28 13:00"), ("годину тому", "28 14:00"), ("1 day ago", "27 15:00"),
        ("4m ago", "28 14:56"), ("Posted 3 hours ago", "28 12:00"),
        ("27 January 2026, 14:05", "27 14:05"), ("Tue 27 Jan 2026 14.05 GMT", "27 16:05"), ("14:05, 27 січня 2026 року", "27 14:05"),
        ("27.01.2026 14:05", "27 14:05"), ("January 27, 2026 at 2:05pm", "27 14:05"), ("Вчора, 23:10", "27 23:10"),
        ("Вчера в 23:10", "27 23:10"), ("2026-01-26 | 09:00", "26 09:00"),
    ],
)  # fmt: skip
def test_ages_and_stamps_with_a_day(line: str, expected: str) -> None:
    assert [expected] == times(f"{line}\n\nHeading\n\n{PROSE}\n")
    assert "Heading" == blog(f"{line}\n\nHeading\n\n{PROSE}\n").posts[0].title


@pytest.mark.parametrize(
    "line",
    [
        "2 elephants ago", "Long ago", "200 years ago", "2 hours", "ago", "27 Maybe 2026", "27 January 1726", "99 things to do",
        "January sales", "27 January 2026 in pictures", "May 1 be frank", "30 February talks", "1945 January", "Friday",
        "Сьогодні вночі", "Вчора було тихо",
    ],
)  # fmt: skip
def test_no_stamps(line: str) -> None:
    assert ["28 15:00"] == times(f"Page\n\n{PROSE}\n\n{line}\n\nHeading\n\n{PROSE}\n")[-1:]
    assert not {"clock", "day"} & set(kinds(line))


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("28 January 2026", "27 January 2026"), ("Wednesday 28 January", "Tuesday, January 27"), ("28 січня", "27 січня"),
        ("28 января 2026 года", "27 января 2026 г."), ("28.01.2026", "27.01.2026"), ("Today", "Yesterday"), ("Сьогодні", "Вчора"),
        ("28th January", "Tue 27th Jan"), ("2026-01-28", "2026-01-27"), ("среда, 28 января", "вторник, 27 января"),
    ],
)  # fmt: skip
def test_days_above_sections(newer: str, older: str) -> None:
    text = f"{newer}\n\n{entry('C', '09:05')}{entry('B', '08:00')}{older}\n\n{entry('A', '21:00')}{entry('Z', '07:30')}"
    assert ["28 09:05", "28 08:00", "27 21:00", "27 07:30"] == times(text)
    forward = f"{older}\n\n{entry('Z', '07:30')}{entry('A', '21:00')}{newer}\n\n{entry('B', '08:00')}{entry('C', '09:05')}"
    assert ["27 07:30", "27 21:00", "28 08:00", "28 09:05"] == times(forward)


def test_days_without_times_are_noons_and_the_newest_the_copys() -> None:
    text = (
        f"28 January\n\nToday\u2019s one\n\n{PROSE}\n\n27 January\n\nOlder\n\n{PROSE}\n\nOldest\n\n{PROSE}\n"
    )
    assert ["28 15:00", "27 12:00", "27 12:00"] == times(text)


def test_a_day_in_the_head_is_the_newest_entrys() -> None:
    text = f"The page\n\nTuesday 27 January 2026\n\n{PROSE}\n\n" + entry("B", "00:40") + entry("A", "23:30")
    assert ["27 12:00", "27 00:40", "26 23:30"] == times(text)
    assert "The page" == blog(text).posts[0].title


def test_a_day_without_a_year_is_the_last_one() -> None:
    text = f"31 грудня\n\n{entry('A', '21:00')}1 січня\n\n{entry('B', '03:00')}"
    options = ReadOptions(
        published=datetime.fromisoformat("2026-01-02T12:00:00+02:00"), timezone="Europe/Kyiv"
    )
    assert ["2025-12-31", "2026-01-01"] == [
        p.published.date().isoformat() for p in blog(text, options).posts if p.published
    ]


@pytest.mark.parametrize(
    ("line", "expected", "words"),
    [
        ("14:05 Depot burns in Lviv", "14:05", "Depot burns in Lviv"),
        ("14.05 GMT Depot burns in Lviv", "16:05", "Depot burns in Lviv"),
        ("14:05 EST - Depot burns in Lviv", "21:05", "Depot burns in Lviv"),
        ("2:05pm: Depot burns in Lviv", "14:05", "Depot burns in Lviv"),
        ("2.05pm Depot burns in Lviv", "14:05", "Depot burns in Lviv"),
        ("14:05 – «Укренерго» вимикає світло", "14:05", "«Укренерго» вимикає світло"),
        ("14:05 NATO meets in Lviv", "14:05", "NATO meets in Lviv"),
        ("14:05 | Drones hit a depot. Two are hurt.", "14:05", "Drones hit a depot. Two are hurt."),
    ],
)
def test_a_time_and_words_on_one_line(line: str, expected: str, words: str) -> None:
    batch = blog(f"{line}\n\n{PROSE}\n\n09:00 Another thing is over\n\n{PROSE}\n", AT_ELEVEN)
    post = batch.posts[0]
    assert (expected, True) == (
        post.published.strftime("%H:%M") if post.published else None,
        post.text.startswith(words),
    )
    assert 2 == len(batch.posts)


@pytest.mark.parametrize(
    "line",
    [
        "14.05 Ukrainian drones",
        "14:05 drones flew",
        "14:05Kyiv sleeps",
        "3.50 Million people left",
        "25:05 Depot burns",
        "2:1 Dynamo wins",
    ],
)
def test_no_time_on_the_line(line: str) -> None:
    batch = blog(f"{line}\n\n{PROSE}\n", AT_ELEVEN)
    assert batch.posts[0].text.startswith(line)
    assert AT_ELEVEN.published == batch.posts[0].published


def test_one_liners_and_their_index() -> None:
    text = f"Key events\n\n14:05 Depot burns in Lviv\n\n13:00 Talks are over\n\n14:05 Depot burns in Lviv\n\n{PROSE}\n\n13:00 Talks are over\n\n{PROSE}\n\n12:10 Sirens in Kyiv.\n\n12:00 Sirens in Sumy.\n"
    batch = blog(text)
    assert ["Depot burns in Lviv", "Talks are over", None, None] == [post.title for post in batch.posts]
    assert ["28 14:05", "28 13:00", "28 12:10", "28 12:00"] == times(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, newline: str) -> None:
    file = tmp_path / "blog.txt"
    text = BLOG.replace("\n", newline)
    file.write_bytes(
        b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("bom") else text.encode(encoding)
    )
    assert [post.text for post in blog(BLOG).posts] == [post.text for post in read_posts(file, OPTIONS).posts]


def test_lone_surrogates_do_not_travel() -> None:
    raw = "Depot \ud800 burns\n\nIt burned.".encode("utf-8", "surrogatepass")
    (post,) = plain_text.read(io.BytesIO(raw), "blog.txt", OPTIONS)
    assert "Depot \ufffd burns" == post.title


LINES = st.lists(
    st.one_of(
        st.just(""),
        st.sampled_from(
            ["Live", "Share", "14:05", "09:00 GMT", "Key events", "Ask our editor", PROSE, "Same words"]
        ),
        st.text(
            alphabet=st.characters(
                categories=("L", "N", "Zs", "Zl"), include_characters=".,'\"?!:-\r\t\x0b\x85"
            ),
            min_size=1,
            max_size=90,
        ),
    ),
    max_size=25,
)


@given(LINES)
@example(["Same words", "Same words", PROSE, "Same words", PROSE])
@example(["14:05", "Same words", "13:00", "Same words", PROSE])
def test_no_word_is_lost_or_made(lines: list[str]) -> None:
    # The heading sees to it that there is a post.
    text = "\n".join(["A title", "", PROSE, *lines])
    batch = blog(text)
    kept = Counter(word for post in batch.posts for word in post.text.split())
    kept.update(word for rejection in batch.rejections for word in rejection.quote.split())
    shown = Counter(
        word
        for p in paragraphs(text.replace("\r", "\n"))
        if p.kind in ("clock", "day")
        for word in p.text.split()
    )
    given_words = Counter(text.split())
    assert not kept - given_words
    assert given_words - kept <= shown


@given(LINES)
def test_the_same_page_gives_the_same_posts(lines: list[str]) -> None:
    text = "\n".join(["A title", "", PROSE, *lines])
    one, other = blog(text), blog(text)
    assert one == other
    assert len({post.post_id for post in one.posts}) == len(one.posts)
    assert all(post.text.startswith(post.title or "") for post in one.posts)
