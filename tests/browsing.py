"""What tests ask of an open page."""

from typing import Any


def settled(page: Any) -> None:
    """Wait until the page has started and its list, its count and its address have caught up."""
    page.wait_for_function("window.__datelineBench")
    page.evaluate("window.__datelineBench.ready")
    page.wait_for_timeout(200)


def shown(page: Any) -> int:
    return int(page.evaluate("window.__datelineBench.count()"))


def listed(page: Any) -> int:
    return int(page.locator("#dl-list .dl-item").count())


def set_range(page: Any, name: str, value: int) -> None:
    page.eval_on_selector(
        name,
        "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', {bubbles: true})); }",
        str(value),
    )
    settled(page)


def shown_titles(page: Any) -> list[str]:
    """Titles in the list, in its order."""
    return list(page.locator("#dl-list .dl-title").all_inner_texts())
