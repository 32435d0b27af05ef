"""The parts that pages are put together from: `{% load parts %}`.

Each part is a template under `portal/parts/`, so that all pages change together. Words are
codes of sentences; what is written by people is passed as it is and escaped.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from pharos.common.counting import counted
from pharos.common.forms import error_text
from pharos.common.hyphens import softened
from pharos.common.sentences import catalogue, sentence
from pharos.portal import frames
from pharos.portal.clocks import note_time, zone_of
from pharos.portal.icons import icons
from pharos.portal.parts import bars, pages, shown
from pharos.portal.templatetags.words import language

register = template.Library()
TONES = ("good", "warn", "bad", "info", "grey")
_SHAPES = {tone: tone for tone in TONES if tone != "grey"}
# A short state is one word group and stays in one line.
_SHORT_LENGTH = 14
_SHORT = '<span class="status {}">{}<span class="short">{}</span></span>'
_LONG = '<span class="status {}">{}<span>{}</span></span>'
_CHOICES = ("radio", "checkbox")
_HTMX = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }
)


@register.simple_tag(takes_context=True)
def say_count(context: Mapping[str, Any], code: str, number: int, **facts: object) -> str:
    """The sentence for a number of things: `<code>_zero`, `_one` or `_other`, its fact `n`."""
    return counted(code, int(number), language(context), facts)


@register.simple_tag(takes_context=True)
def heading(context: Mapping[str, Any], code: str, **facts: object) -> str:
    """A sentence whose long words may go on in the next line, for headings."""
    return softened(sentence(code, language(context), facts))


@register.filter
def soft(text: str) -> str:
    """A text with soft hyphens in its long words; for headings, never for attributes."""
    return softened(str(text))


@register.filter
def steps(address: str) -> SafeString:
    """An address that goes to the next line at a slash or a colon, not inside a word."""
    first, *rest = re.split(r"(?<=:)(?=[^/])|(?<=[^/:])(?=/)", address)
    return format_html("{}{}", first, format_html_join("", "<wbr>{}", ((part,) for part in rest)))


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon for the eye only: the words beside it say what it means."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        # ast-grep-ignore: no-mark-safe -- drawn by us, never by a reader
        mark_safe(icons()[name]),
    )


@register.inclusion_tag("portal/parts/field.html", takes_context=True)
def field(context: Mapping[str, Any], bound: Any) -> Mapping[str, Any]:
    """A field of a form: label, hint, what is wrong, control."""
    page = language(context)
    kind = getattr(bound.field.widget, "input_type", "")
    listed = getattr(bound.field.widget, "add_id_index", False)
    code = str(bound.label)
    hint = str(bound.help_text or f"{code}_hint")
    if hint in catalogue("en"):
        hint = sentence(hint, page, context.get("hints"))
    elif hint != str(bound.field.help_text):
        hint = ""  # a text that people wrote stands as it is
    errors = _errors(bound.form.errors.as_data().get(bound.name, ()), page)
    described = [f"{bound.auto_id}_hint"] * bool(hint) + [f"{bound.auto_id}_error"] * bool(errors)
    own = bound.field.widget.attrs.get("class", "")
    attributes: dict[str, Any] = {"class": f"ds-input {own}".strip()}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if errors and not listed:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "label": _said(code, page),
        "hint": hint,
        "errors": errors,
        "optional": not bound.field.required and kind not in _CHOICES,
        "language": page,
        "described": " ".join(described),
        "kind": "list" if listed else ("check" if kind == "checkbox" else "plain"),
        "control": "" if listed else bound.as_widget(attrs=attributes),
        "choices": list(bound.subwidgets) if listed else (),
        "request": context.get("request"),
    }


@register.inclusion_tag("portal/parts/error_summary.html", takes_context=True)
def error_summary(context: Mapping[str, Any], form: Any = None) -> Mapping[str, Any]:
    """What is wrong, above everything else: the refusal of the act, then each field with a link."""
    page = language(context)
    lines = [
        {"label": _said(str(bound.label), page), "text": text, "target": _target(bound)}
        for bound in form or ()
        for text in _errors(form.errors.as_data().get(bound.name, ()), page)
    ]
    hidden = form.errors.as_data().get("__all__", ()) if form is not None else ()
    lines = [{"text": text, "target": ""} for text in _errors(hidden, page)] + lines
    refusal = context.get("refusal")
    if refusal and not lines:
        told = [one["detail"] for one in refusal.get("problems", ())]
        lines = [{"text": text, "target": ""} for text in (refusal["detail"], *told)]
    return {"lines": lines, "request": context.get("request")}


@register.simple_tag(takes_context=True)
def status(
    context: Mapping[str, Any], code: str, tone: str = "grey", **facts: object
) -> SafeString:
    """A state in words, with a shape and a colour of its tone."""
    if facts:
        return _state(sentence(code, language(context), facts), tone)
    return _state_of(code, language(context), tone)


@lru_cache(maxsize=4_096)
def _state_of(code: str, wanted: str, tone: str) -> SafeString:
    return _state(sentence(code, wanted), tone)


def _state(text: str, tone: str) -> SafeString:
    # no template: a page may have hundreds, and each would be a rendering of its own
    return format_html(
        _SHORT if len(text) <= _SHORT_LENGTH else _LONG,
        tone if tone in TONES else "grey",
        icon(_SHAPES.get(tone, "rest")),
        text,
    )


@register.inclusion_tag("portal/parts/summary.html", takes_context=True)
def summary(context: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What is known about a thing: rows of `code`, `value`, and `lang`, `href`, `facts` at need."""
    page, request = language(context), context.get("request")
    rows = list(rows)
    if any(isinstance(row.get("value"), datetime) for row in rows):
        note_time(request)
    return {
        "rows": [
            {
                "label": row.get("label") or sentence(row["code"], page, row.get("facts")),
                "values": shown(row.get("value"), page, zone_of(request)),
                "lang": row.get("lang", ""),
                "href": row.get("href", ""),
            }
            for row in rows
        ]
    }


@register.inclusion_tag("portal/parts/progress.html", takes_context=True)
def progress(
    context: Mapping[str, Any], done: int, total: int, code: str, **facts: object
) -> Mapping[str, Any]:
    """How far something is, in words and as a bar."""
    return {
        "id": f"progress-{uuid4().hex[:8]}",
        "label": sentence(code, language(context), {"done": done, "total": total, **facts}),
        "done": int(done),
        "total": max(int(total), 1),
        "count": int(total),
        "request": context.get("request"),
    }


@register.inclusion_tag("portal/parts/tasks.html", takes_context=True)
def tasks(context: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What there is to do: `code` or `label`, `href`, and `status` with `tone`; `hint` at need."""
    page = language(context)
    return {
        "items": [
            {
                **item,
                "label": item.get("label") or sentence(item["code"], page, item.get("facts")),
            }
            for item in items
        ],
        "request": context.get("request"),
    }


@register.inclusion_tag("portal/parts/pager.html", takes_context=True)
def pager(context: Mapping[str, Any], page: Any) -> Mapping[str, Any]:
    """The way through a long list; nothing when everything is on one page."""
    request = context.get("request")
    return {"page": pages(page, request.GET if request else {}), "request": request}


@register.inclusion_tag("portal/parts/chart.html", takes_context=True)
def chart(
    context: Mapping[str, Any],
    points: Sequence[Mapping[str, Any]],
    code: str,
    quiet: bool = False,
    **facts: object,
) -> Mapping[str, Any]:
    """Numbers as a table whose rows carry bars: points of `label` and `value`.

    A quiet one has its title for ears only: the heading above it says the same to the eye.
    """
    return {
        "quiet": quiet,
        "title": sentence(code, language(context), facts),
        "points": bars(points, language(context)),
        "request": context.get("request"),
    }


@register.inclusion_tag("portal/parts/empty.html", takes_context=True)
def empty(
    context: Mapping[str, Any], code: str, href: str = "", action: str = "", **facts: object
) -> Mapping[str, Any]:
    """There is nothing yet: why, and what to do about it (`action` is a code)."""
    page = language(context)
    return {
        "text": sentence(code, page, facts),
        "href": href,
        "action": sentence(action, page) if action else "",
    }


@register.simple_block_tag(takes_context=True, end_name="end_table_region")
def table_region(
    context: Mapping[str, Any], content: str, code: str, **facts: object
) -> SafeString:
    """A table that scrolls by itself when it is wide, also by keyboard; it has a name."""
    return format_html(
        # a group and no landmark: a heading above often has the same words
        '<div class="region" role="group" aria-label="{}" tabindex="0">{}</div>',
        sentence(code, language(context), facts),
        content,
    )


def _errors(errors: Iterable[Any], page: str) -> list[str]:
    return [error_text(one, page) for error in errors for one in error.error_list]


def _said(code: str, page: str) -> str:
    # a form may put a text that people wrote where a code stands elsewhere
    return sentence(code, page) if code in catalogue("en") else code


def _target(bound: Any) -> str:
    # the first of several boxes; the group has no control of its own
    return str(bound.id_for_label or f"{bound.auto_id}_0")


@register.simple_tag(takes_context=True)
def theme(context: Mapping[str, Any]) -> str:
    """The look of the page: of the nation whose desk it is, else of the installation."""
    if context.get("look") in frames.themes():
        return str(context["look"])
    desk = context.get("desk")
    return frames.look_of(desk.nation if desk else "")


@register.simple_tag(takes_context=True)
def style_look(context: Mapping[str, Any], look: str) -> str:
    """The name of a look."""
    return sentence(f"page_style_look_{look}", language(context))


@register.simple_tag(takes_context=True)
def styles(context: Mapping[str, Any]) -> SafeString:
    """The links to the letters and the style sheets of the page."""
    look = theme(context)
    sheets = ["pharos.css", *([f"theme-{look}.css"] if look != frames.NEUTRAL else [])]
    fonts = [(static(f"pharos/{name}"),) for name in frames.fonts(language(context))]
    return format_html(
        "{}{}",
        format_html_join(
            "",
            '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">\n',
            fonts,
        ),
        format_html_join(
            "",
            '<link rel="stylesheet" href="{}">\n',
            [(static(f"pharos/{name}"),) for name in sheets],
        ),
    )


@register.simple_tag(takes_context=True)
def script(context: Mapping[str, Any], name: str) -> SafeString:
    """One of our scripts, in `{% block head %}`; the page works without it."""
    _allow_script(context)
    return format_html('<script defer src="{}"></script>', static(f"pharos/{name}"))


@register.simple_tag(takes_context=True)
def htmx(context: Mapping[str, Any]) -> SafeString:
    """Htmx, in `{% block head %}`: it evaluates nothing and brings no style of its own."""
    _allow_script(context)
    return format_html(
        '<meta name="htmx-config" content="{}"><script defer src="{}"></script>',
        _HTMX,
        static("pharos/htmx.js"),
    )


def _allow_script(context: Mapping[str, Any]) -> None:
    # the header is written after the page, which alone knows whether it has a script
    context["request"].has_script = True


@register.simple_tag(takes_context=True)
def public_links(context: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The doors that every public page shows."""
    return _links(context, frames.DOORS)


@register.simple_tag(takes_context=True)
def foot_links(context: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The small print below every page."""
    return _links(context, frames.SMALL_PRINT)


def _links(
    context: Mapping[str, Any], wanted: Sequence[tuple[str, str]]
) -> list[Mapping[str, Any]]:
    request = context.get("request")
    return frames.links(wanted, language(context), request.path if request else "")
