"""What a page must never show, read from the page as a browser drew it."""

import re

from playwright.sync_api import Page

from pharos.common.sentences import catalogue

# An identifier of ours: words of small letters joined by underscores.
_CODE = re.compile(r"(?<![\w./:@#?&=-])[a-z]+(?:_[a-z0-9]+)+(?![\w.(=])")
_MTAVRULI = re.compile("[\u1c90-\u1cbf]")
# Armenian in capitals only; short words are abbreviations (ՀՀ, ՈԱԱԿ).
_SHOUTED = re.compile("[\u0531-\u0556]{5,}")
_MONTH_FIRST = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, \d{4}|\b(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/\d{4}\b"
)
_UNFILLED = re.compile(r"\{[a-z_]+\}|…(?= (?:[a-z]|$))|\bNone\b|\bnull\b")
_CLIPPED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
  const style = getComputedStyle(one);
  if (!one.clientWidth || style.display === 'inline') return false;
  if (one.closest('svg, select') || !one.checkVisibility()) return false;
  for (let up = one; up; up = up.parentElement) {
    const above = getComputedStyle(up);
    if (above.clipPath !== 'none' || ['auto', 'scroll'].includes(above.overflowX)) return false;
  }
  if (['INPUT', 'TEXTAREA', 'SELECT', 'PROGRESS'].includes(one.tagName)) return false;
  return one.scrollWidth > one.clientWidth + 1;
}).map(one => one.tagName + '.' + one.className + ': ' + one.innerText.slice(0, 60))"""
# What is seen, but for what is written for machines.
_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const place = walker.currentNode.parentElement;
    if (!place.closest('code, pre, .mono, textarea') && place.checkVisibility())
      found.push(walker.currentNode.data);
  }
  return found.join('\\n');
}"""
# What is there for readers of screens alone has no lines that anybody sees.
_TORN = """() => {
  const torn = [];
  const unseen = (one) => one && (getComputedStyle(one).clipPath !== 'none'
    || unseen(one.parentElement));
  const places = 'h1, h2, h3, button, .ds-button, .button, .status, legend, label, th, dt, nav a';
  for (const place of document.querySelectorAll(places)) {
    if (!place.checkVisibility() || place.closest('.mono, code') || unseen(place)) continue;
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.data;
      for (const found of text.matchAll(/[\\p{L}\\p{M}]{4,}/gu)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, found.index);
        range.setEnd(walker.currentNode, found.index + found[0].length);
        const lines = new Set([...range.getClientRects()].map(one => Math.round(one.top)));
        if (lines.size > 1) torn.push(place.tagName + ': ' + found[0]);
      }
    }
  }
  return torn;
}"""


def faults(page: Page, language: str, origin: str) -> list[str]:
    """What is wrong with the words of a page, each with its address."""
    text = page.evaluate(_TEXT).replace("\u00ad", "")
    known = catalogue("en")
    found = [f"the code {code}" for code in _CODE.findall(text) if code in known or "page_" in code]
    found += [f"Georgian capitals {one}" for one in _MTAVRULI.findall(text)]
    found += [f"shouted {one}" for one in _SHOUTED.findall(text)]
    found += [f"month first {one}" for one in _MONTH_FIRST.findall(text)]
    found += [f"unfilled {one}" for one in _unfilled(page, text)]
    addresses = page.eval_on_selector_all(
        "[src], link[href], form[action]",
        "all => all.map(one => one.src || one.href || one.action)",
    )
    found += [f"leads outside: {one}" for one in addresses if not _ours(one, origin)]
    if page.get_attribute("html", "lang") != language:
        found.append("the language of the page is not told")
    return [f"{page.url}: {one}" for one in found]


def _unfilled(page: Page, text: str) -> list[str]:
    """Values that nobody gave; where a text says its language, "None" is an English word."""
    words = page.eval_on_selector_all(
        "[lang]", "all => all.filter(one => one.textContent.trim() === 'None').length"
    )
    found = _UNFILLED.findall(text)
    for _ in range(words):
        if "None" in found:
            found.remove("None")
    return found


def clipped(page: Page) -> list[str]:
    """What stands over the edge of its box, and what makes the page scroll sideways."""
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    found = [f"scrolls sideways by {over}"] if over > 0 else []
    found += page.evaluate(_CLIPPED)
    return [f"{page.url}: {one}" for one in found]


def torn(page: Page) -> list[str]:
    """Words of headings, labels and buttons that go on in the next line without a hyphen."""
    return [f"{page.url}: torn {one}" for one in page.evaluate(_TORN)]


def _ours(address: str, origin: str) -> bool:
    return address.startswith((origin, "data:image/"))
