"""Telegram channels: Desktop's JSON and HTML exports, whole accounts, preview pages; private chats stay out."""

import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers import stream_posts
from reader_files import KYIV, batch_of, instants, reasons

NAMED = replace(KYIV, username="desk_ua")


def message(number: object, text: object, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "type": "message", "date": "2026-01-28T12:24:01", "date_unixtime": "1769588641",
        "from": "Канал", "from_id": "channel123", "text": text, "text_entities": [], **more,
    }  # fmt: skip


def chat(
    *messages: Any, kind: str = "public_channel", number: object = 123, name: object = "Канал"
) -> dict[str, Any]:
    return {"name": name, "type": kind, "id": number, "messages": list(messages)}


def account(*chats: dict[str, Any], left: tuple[dict[str, Any], ...] = ()) -> str:
    return json.dumps(
        {
            "about": "Here is the data you requested.",
            "personal_information": {"user_id": 1, "first_name": "A", "phone_number": "+1", "bio": ""},
            "contacts": {"about": "x", "list": [{"first_name": "B", "date": "2026-01-01T00:00:00"}]},
            "chats": {"about": "This page lists all chats.", "list": list(chats)},
            "left_chats": {"about": "This page lists left ones.", "list": list(left)},
        },
        ensure_ascii=False,
    )  # fmt: skip


# --- result.json


def test_edits_are_later_instants(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        json.dumps(
            chat(
                message(1, "a", edited="2026-01-28T12:30:00", edited_unixtime="1769589000"),
                message(2, "b", edited_unixtime="1769588641"),
                message(3, "c", date_unixtime=None, edited="2026-01-28T13:24:01"),
                message(4, "d", edited="never"),
            )
        ),
    )
    edited = [post.edited.astimezone(UTC).strftime("%H:%M") if post.edited else None for post in batch.posts]
    assert ["08:30", None, "11:24", None] == edited
    assert not batch.bad_rows


@pytest.mark.parametrize(
    ("told", "repost_of"),
    [
        ({"forwarded_from": "Інший", "forwarded_from_id": "channel77"}, "Інший (channel77)"),
        ({"forwarded_from": "Інший"}, "Інший"),
        ({"forwarded_from": None}, "a deleted account"),
        ({"forwarded_from": None, "forwarded_from_id": "user5"}, "user5"),
        ({"saved_from": "Інший"}, None),
        ({}, None),
    ],
)
def test_forwards_name_whose_words_they_are(
    tmp_path: Path, told: dict[str, Any], repost_of: str | None
) -> None:
    (post,) = batch_of(tmp_path, json.dumps(chat(message(1, "Слова", **told)))).posts
    assert repost_of == post.repost_of


def test_addresses_need_the_username_and_are_by_number_without(tmp_path: Path) -> None:
    export = json.dumps(chat(message(7, "a"), message(-999, "moved")))
    assert ["https://t.me/c/123/7", None] == [post.url for post in batch_of(tmp_path, export).posts]
    assert ["https://t.me/desk_ua/7", None] == [
        post.url for post in batch_of(tmp_path, export, options=NAMED).posts
    ]
    assert NAMED == replace(KYIV, username="@desk_ua")
    with pytest.raises(
        ReaderError, match=r"username: expected a name of Telegram such as desk_ua, found '\.\./etc'"
    ):
        replace(KYIV, username="../etc")


def test_a_group_that_was_moved_counts_from_one_twice(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, json.dumps(chat(message(1, "old"), message(1, "new"), message(1, "old"))))
    assert ["old", "new"] == [post.text for post in batch.posts]
    assert 2 == len({post.post_id for post in batch.posts})
    assert ["told twice in one file"] == reasons(batch)


def test_points_are_told_beside(tmp_path: Path) -> None:
    point = {"latitude": 48.61, "longitude": 38.0}
    batch = batch_of(
        tmp_path,
        json.dumps(
            chat(
                message(1, "", location_information=point, place_name="Вокзал"),
                message(2, "Тут", location_information=point),
            )
        ),
    )
    assert ["Тут"] == [post.text for post in batch.posts]
    assert ["a point without words: 48.61, 38.0, Вокзал", "a point beside the words: 48.61, 38.0"] == reasons(
        batch
    )


def test_old_exports(tmp_path: Path) -> None:
    old = {
        "id": 9,
        "type": "message",
        "date": "2019-07-01T10:00:00",
        "from": "Канал",
        "from_id": 4295,
        "text": "Слова",
    }
    batch = batch_of(tmp_path, json.dumps(chat(old)))
    assert ["07-01 07:00"] == instants(batch)


def test_the_name_of_a_channel_is_not_its_identity(tmp_path: Path) -> None:
    before, after = (
        batch_of(tmp_path, json.dumps(chat(message(1, "a"), name=name))).posts[0] for name in ("Old", "New")
    )
    assert before.source.source_id == after.source.source_id
    assert (before.post_id, "Old", "New") == (after.post_id, before.source.name, after.source.name)


def test_a_whole_account_gives_its_channels_only(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        account(
            chat(message(1, "private words"), kind="personal_chat", number=5, name="Friend"),
            chat(message(2, "Слова"), number=123),
            chat(message(3, "secret"), message(4, "secret"), kind="private_group", number=6),
            chat(message(5, "saved"), kind="saved_messages", number=7),
            chat(message(6, "Група"), kind="public_supergroup", number=8),
            left=(chat(message(7, "Колишній"), kind="private_channel", number=9),),
        ),
        options=NAMED,
    )
    assert ["123/2", "8/6", "9/7"] == [post.post_id for post in batch.posts]
    assert ["telegram-123", "telegram-8", "telegram-9"] == [post.source.source_id for post in batch.posts]
    # A username is of one channel, and nobody said which.
    assert "https://t.me/c/123/2" == batch.posts[0].url
    assert [
        "a private chat: personal chat, 1 messages",
        "a private chat: private group, 2 messages",
        "a private chat: saved messages, 1 messages",
    ] == reasons(batch)
    assert "Friend" not in str(batch.rejections)


def test_chats_of_no_known_type_are_private(tmp_path: Path) -> None:
    odd = {"name": "X", "id": 3, "messages": [message(1, "words")]}
    batch = batch_of(tmp_path, account(odd, chat(message(1, "Слова"))))
    assert ["Слова"] == [post.text for post in batch.posts]


@pytest.mark.parametrize("kind", ["bot_chat", "private_group", "saved_messages", "personal_chat"])
def test_a_private_chat_alone_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ReaderError, match=f"found a {kind.replace('_', ' ')}"):
        batch_of(tmp_path, json.dumps(chat(message(1, "words"), kind=kind)))


def test_messages_come_before_the_file_ends(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    many = json.dumps(chat(*(message(n, "x" * 1000) for n in range(2000))), indent=1)
    file.write_text(many[: len(many) // 2], encoding="utf-8")
    items = stream_posts(file, KYIV)
    assert "123/0" == next(items).post_id  # type: ignore[union-attr]
    with pytest.raises(ReaderError, match="broken JSON after message"):
        list(items)


# --- HTML export

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap">
<div class="page_header"><div class="content"><div class="text bold">
Канал
</div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">24 February 2022</div></div>
<div class="message default clearfix" id="message10"><div class="pull_left userpic_wrap"></div><div class="body">
 <div class="pull_right date details" title="24.02.2022 14:27:25 UTC+02:00">14:27</div>
 <div class="from_name">Канал</div><div class="text">Вибухи<br>в Одесі</div></div></div>
<div class="message default clearfix joined" id="message11"><div class="body">
 <div class="pull_right date details" title="24.02.2022 14:28:00 UTC+02:00">14:28</div>
 <div class="reply_to details">In reply to <a href="#go_to_message10">this message</a></div>
 <div class="text">Ще</div></div></div>
<div class="message default clearfix" id="message12"><div class="body">
 <div class="pull_right date details" title="25.02.2022 09:00:00">09:00</div><div class="from_name">Канал</div>
 <div class="forwarded body"><div class="from_name">Інший канал<span class="date details" title="24.02.2022 23:00:00"> 24.02.2022 23:00:00</span></div>
 <div class="text">Переслано</div></div></div></div>
<div class="message default clearfix joined" id="message13"><div class="body">
 <div class="pull_right date details" title="25.02.2022 09:00:10">09:00</div>
 <div class="forwarded body"><div class="text">І далі</div></div></div></div>
<div class="message default clearfix joined" id="message14"><div class="body">
 <div class="pull_right date details" title="25.02.2022 09:01:00">09:01</div><div class="media_wrap"></div></div></div>
<div class="message default clearfix joined" id="message15"><div class="body">
 <div class="pull_right date details" title="25.02.2022 09:02:00">09:02</div><div class="text">Своє</div></div></div>
</div></div></div></body></html>"""


def test_an_html_export(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, PAGE, "messages2.html", NAMED)
    assert ["desk_ua/10", "desk_ua/11", "desk_ua/12", "desk_ua/13", "desk_ua/15"] == [
        post.post_id for post in batch.posts
    ]
    assert ["Вибухи\nв Одесі", "Ще", "Переслано", "І далі", "Своє"] == [post.text for post in batch.posts]
    # Forwarded words count from when they were written; old titles are in the source's zone.
    assert ["02-24 12:27", "02-24 12:28", "02-24 21:00", "02-24 21:00", "02-25 07:02"] == instants(batch)
    assert [None, None, "Інший канал", "Інший канал", None] == [post.repost_of for post in batch.posts]
    assert {("telegram-desk_ua", "Канал")} == {(p.source.source_id, p.source.name) for p in batch.posts}
    assert "https://t.me/desk_ua/10" == batch.posts[0].url
    assert ["a service message", "no words: a picture or an embed"] == reasons(batch)


def test_an_html_export_without_a_username_has_no_addresses(tmp_path: Path) -> None:
    post = batch_of(tmp_path, PAGE).posts[0]
    assert ("10", None, "Канал") == (post.post_id, post.url, post.source.source_id)


# --- t.me/s

PREVIEW = """<!DOCTYPE html><html><head><link rel="canonical" href="/s/desk_ua?before=10"></head><body>
<div class="tgme_channel_info_header_title"><span dir="auto">Канал</span></div>
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="desk_ua/1001">
<a class="tgme_widget_message_reply" href="https://t.me/desk_ua/900"><div class="tgme_widget_message_author">Канал</div>
<div class="tgme_widget_message_text js-message_reply_text" dir="auto">Old words</div></a>
<div class="tgme_widget_message_text js-message_text" dir="auto">Вибухи<br/>в <b>Одесі</b></div>
<div class="media_not_supported_cont"><div class="message_media_not_supported_label">Please open Telegram to view this post</div></div>
<a class="tgme_widget_message_date" href="https://t.me/desk_ua/1001"><time datetime="2026-01-28T09:00:00+00:00" class="time">09:00</time></a></div></div>
<div class="tgme_widget_message js-widget_message" data-post="desk_ua/1003"><div class="message_media_not_supported_label">Please open Telegram to view this post</div>
<a class="message_media_view_in_telegram">VIEW IN TELEGRAM</a><a class="tgme_widget_message_date"><time datetime="2026-01-28T09:30:00+00:00"></time></a></div>
<div class="tgme_widget_message js-widget_message" data-post="desk_ua/1010">
<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/500"><span dir="auto">Інший</span></a></div>
<div class="tgme_widget_message_text js-message_text"><div class="tgme_widget_message_text js-message_text">Переслано<blockquote>Цитата</blockquote></div></div>
<a class="tgme_widget_message_date"><time datetime="2026-01-28T10:00:00+00:00"></time></a></div>
<div class="tgme_widget_message service_message js-widget_message" data-post="desk_ua/1011"><div class="tgme_widget_message_text js-message_text">Channel name was changed</div></div>
</body></html>"""


def test_a_preview_page(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, PREVIEW)
    assert ["Вибухи\nв Одесі", "Переслано\nЦитата"] == [post.text for post in batch.posts]
    assert ["desk_ua/1001", "desk_ua/1010"] == [post.post_id for post in batch.posts]
    assert [None, "Інший (https://t.me/other/500)"] == [post.repost_of for post in batch.posts]
    assert {("telegram-desk_ua", "Канал")} == {(p.source.source_id, p.source.name) for p in batch.posts}
    assert "https://t.me/desk_ua/1001" == batch.posts[0].url
    assert ["no words: a picture or an embed", "a service message"] == reasons(batch)
