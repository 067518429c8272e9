"""Rich text: sections, lists, quotes, and what stands in them."""

from bot.sandbox.slack.schema import Check, by_type, flag, integer, items, one_of, record, string

STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
STYLE: dict[str, Check] = {"style": record({}, dict.fromkeys(STYLES, flag))}
ID = string(255)
LONG = 40_000
INLINE = by_type(
    {
        "text": record({"text": string(LONG)}, STYLE),
        "link": record({"url": string(3000)}, STYLE | {"text": string(LONG), "unsafe": flag}),
        "user": record({"user_id": ID}, STYLE),
        "channel": record({"channel_id": ID}, STYLE),
        "usergroup": record({"usergroup_id": ID}, STYLE),
        "team": record({"team_id": ID}, STYLE),
        "broadcast": record({"range": one_of("here", "channel", "everyone")}, STYLE),
        "emoji": record(
            {"name": string(100)}, STYLE | {"unicode": string(60), "skin_tone": integer(1, 6)}
        ),
        "color": record({"value": string(20)}, STYLE),
        "date": record(
            {"timestamp": integer(0, 10**11), "format": string(500)},
            STYLE | {"url": string(3000), "fallback": string(500)},
        ),
    }
)
BORDER: dict[str, Check] = {"border": integer(0, 1)}
SECTION = record({"elements": items(INLINE, 1000)})
PARTS = by_type(
    {
        "rich_text_section": SECTION,
        "rich_text_quote": record({"elements": items(INLINE, 1000)}, BORDER),
        "rich_text_preformatted": record(
            {"elements": items(INLINE, 1000)}, BORDER | {"language": string(40)}
        ),
        "rich_text_list": record(
            {
                "style": one_of("bullet", "ordered"),
                "elements": items(by_type({"rich_text_section": SECTION}), 1000),
            },
            BORDER | {"indent": integer(0, 8), "offset": integer(0, 10_000)},
        ),
    }
)
BLOCK_ID: dict[str, Check] = {"block_id": ID}
RICH_TEXT = record({"elements": items(PARTS, 1000)}, BLOCK_ID)
RICH_TEXT_ENTITY = by_type({"rich_text": RICH_TEXT})
