"""Search inside words of Chinese, Japanese and Korean, without accents, and for emoji."""

import httpx2
import pytest

from tests.api.test_search import ids, search
from tests.factories import World

FOUND_INSIDE = (
    ("上海", "我爱上海人民广场。"),
    ("海", "我在上海"),
    ("テスト", "テスト駆動開発"),
    ("ﾃｽﾄ", "単体テスト駆動"),
    ("鈴虫", "庭の鈴虫が鳴く"),
    ("빵", "좋은빵집"),
    ("집에서", "빵집에서"),
    ('"좋은 빵"', "아주 좋은 빵집"),
    ("abcテスト", "xyzテスト abc"),
    ("上海-北京", "从上海，到北京"),
    ("cafe", "Un café noir"),
    ("CAFÉ", "un cafe noir"),
    ("creme", "la crème"),
    ("cafe\u0301", "café"),
    ("strasse", "Straße"),
    ("oeuvre", "chef d'œuvre"),
    ("еж", "ёжик"),
    ("новый", "новый замо́к"),
    ("замок", "новый замо́к"),
    ("λογος", "ΛΌΓΟΣ"),
    ("🍞", "fresh🍞bread"),
    ("🍞 fresh", "fresh 🍞"),
    ("👩\u200d💻", "a 👩🏽\u200d💻 at work"),
    ("❤", "with ❤\ufe0f"),
)
NOT_FOUND = (
    ("上海", "海上"),
    ("-上海 我", "我爱上海"),
    ("-テスト 開発", "テスト開発"),
    ("-🍞 fresh", "fresh 🍞"),
    ('"坏 面包"', "坏的面包"),
    ("новыи", "новый"),
    ("🥖", "fresh 🍞"),
)


@pytest.mark.parametrize(("words", "content"), FOUND_INSIDE)
async def test_finds_inside_words_and_without_accents(
    client: httpx2.AsyncClient, world: World, words: str, content: str
) -> None:
    post = await world.post(title="x", content=f"One two {content} three", excerpt="x")
    assert await ids(client, words) == [post["id"]]
    assert await ids(client, words, sort="relevance") == [post["id"]]
    ((item),) = (await search(client, words, snippet="true"))["items"]
    assert "<mark>" in item["snippet"]
    shown = item["snippet"].replace("<mark>", "").replace("</mark>", "")
    assert "\x1f" not in shown
    assert shown.replace(" ", "") in f"Onetwo{content}three".replace(" ", "")


@pytest.mark.parametrize(("words", "content"), NOT_FOUND)
async def test_does_not_find_what_is_not_there(
    client: httpx2.AsyncClient, world: World, words: str, content: str
) -> None:
    await world.post(title="x", content=content, excerpt="x")
    assert await ids(client, words) == []


@pytest.mark.parametrize(
    ("words", "content", "marked"),
    [
        (
            "上海",
            "我爱上海，我在上海人民广场",
            "我爱<mark>上海</mark>，我在<mark>上海</mark>人民广场",
        ),
        ("テスト", "単体テスト駆動", "単体<mark>テスト</mark>駆動"),
        ("cafe creme", "Café à la crème", "<mark>Café</mark> à la <mark>crème</mark>"),
        ("🍞", "Bake 🍞 and emoji0000", "Bake <mark>🍞</mark> and emoji0000"),
    ],
)
async def test_a_snippet_shows_the_text_as_it_was_written(
    client: httpx2.AsyncClient, world: World, words: str, content: str, marked: str
) -> None:
    await world.post(title="x", content=content, excerpt="x")
    ((item),) = (await search(client, words, snippet="true"))["items"]
    assert item["snippet"] == marked


def many(*starts: int) -> str:
    """Return a hundred thousand characters from these blocks."""
    letters = [chr(start + n) for start in starts for n in range(100_000 // len(starts))]
    return "".join(letters)


HUGE = {
    "ideographs": many(0x20000, 0x30000)[:100_000],
    "emoji": "".join(chr(0x1F300 + n % 700) for n in range(100_000)),
    "both": "".join(chr(0x4E00 + n % 20_000) + chr(0x1F300 + n % 700) for n in range(50_000)),
    "characters that become eighteen": "\ufdfa" * 100_000,
    "combining marks": "\u302f\u302e\u3099\u0316\u0301\u05b0" * 16_000,
    "hyphens of a rare script": " ".join(
        f"{chr(0x17000 + n % 6000)}{chr(0x17000 + n // 6)}-{chr(0x18000 + n % 1000)}"
        for n in range(20_000)
    ),
    "ideographs and a rare script": many(0x20000)[:25_000]
    + " ".join(
        f"{chr(0x17000 + n % 6000)}{chr(0x17000 + n // 6)}-{chr(0x18000 + n % 1000)}"
        for n in range(15_000)
    ),
}


@pytest.mark.parametrize("keeps_former_terms", [False, True])
@pytest.mark.parametrize("name", HUGE)
async def test_a_document_is_cut_before_it_is_too_large(
    client: httpx2.AsyncClient, world: World, name: str, keeps_former_terms: bool
) -> None:
    """A tsvector holds 1 MB; every post within the API's limits can be stored."""
    await world.execute("UPDATE search_settings SET keeps_former_terms = %s", keeps_former_terms)
    content = HUGE[name][:100_000]
    post = await world.post(title="x", content=content, excerpt="x")
    assert await ids(client, "x") == [post["id"]]
    assert name not in {"ideographs", "both"} or await ids(client, content[:2]) == [post["id"]]
    await world.execute("UPDATE search_settings SET keeps_former_terms = false")
