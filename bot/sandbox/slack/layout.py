"""Which blocks there are, and what each must look like (docs.slack.dev/reference/block-kit/blocks).

`data_table` and `data_visualization` are unsupported here, as they are in part of the world.
"""

from bot.sandbox.slack.elements import (
    ACCESSORY,
    ACTIONS,
    BUTTON,
    IMAGE,
    INPUTS,
    LINK,
    MESSAGE_ONLY,
    plain,
    text,
)
from bot.sandbox.slack.richtext import BLOCK_ID, RICH_TEXT, RICH_TEXT_ENTITY
from bot.sandbox.slack.schema import Check, by_type, flag, integer, items, one_of, record, string

MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_MARKDOWN = 12_000  # in a whole message
TASK: dict[str, Check] = {
    "task_id": string(255),
    "title": string(256),
    "status": one_of("pending", "in_progress", "complete", "error"),
}
TASK_MORE: dict[str, Check] = BLOCK_ID | {
    "details": RICH_TEXT_ENTITY,
    "output": RICH_TEXT_ENTITY,
    "sources": items(by_type({"url": record({"url": LINK, "text": string(256)})}), 100),
}
CELL = by_type({"raw_text": record({"text": string(10_000)}), "rich_text": RICH_TEXT})
CARD = record(
    {},
    BLOCK_ID
    | {
        "hero_image": by_type({"image": IMAGE}),
        "icon": by_type({"image": IMAGE}),
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": items(by_type({"button": BUTTON}), 3),
    },
)
EVERYWHERE: dict[str, Check] = {
    "section": record(
        {},
        BLOCK_ID
        | {
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": ACCESSORY,
            "expand": flag,
        },
    ),
    "header": record({"text": plain(150)}, BLOCK_ID | {"level": integer(1, 4)}),
    "divider": record({}, BLOCK_ID),
    "context": record(
        {
            "elements": items(
                by_type(
                    {
                        "plain_text": record({"text": string(3000)}, {"emoji": flag}),
                        "mrkdwn": record({"text": string(3000)}, {"verbatim": flag}),
                        "image": IMAGE,
                    }
                ),
                10,
            )
        },
        BLOCK_ID,
    ),
    "actions": record({"elements": items(ACTIONS, 25)}, BLOCK_ID),
    "image": record(
        {"alt_text": string(2000)},
        BLOCK_ID
        | {
            "image_url": LINK,
            "slack_file": record({}, {"id": string(20), "url": LINK}),
            "title": plain(2000),
        },
    ),
    "input": record(
        {"label": plain(2000), "element": INPUTS},
        BLOCK_ID | {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
}

IN_MESSAGES: dict[str, Check] = EVERYWHERE | {
    "markdown": record({"text": string(MAX_MARKDOWN)}, BLOCK_ID),
    "table": record(
        {"rows": items(items(CELL, 20), 100)},
        BLOCK_ID
        | {
            "column_settings": items(
                record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag}), 20
            )
        },
    ),
    "plan": record(
        {"title": string(256)},
        BLOCK_ID | {"tasks": items(by_type({"task_card": record(TASK, TASK_MORE)}), 50)},
    ),
    "task_card": record(TASK | {"status": one_of("in_progress", "complete", "error")}, TASK_MORE),
    "context_actions": record({"elements": items(by_type(MESSAGE_ONLY), 5)}, BLOCK_ID),
    "card": CARD,
    "carousel": record({"elements": items(by_type({"card": CARD}), 10)}, BLOCK_ID),
    "container": record(
        {"child_blocks": items(by_type(EVERYWHERE), 10)},
        BLOCK_ID
        | {
            "title": plain(150),
            "rich_text_title": RICH_TEXT_ENTITY,
            "subtitle": text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": by_type({"image": IMAGE}),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
    ),
}
IN_MODALS: dict[str, Check] = EVERYWHERE | {
    "alert": record(
        {"text": text(200)},
        BLOCK_ID | {"level": one_of("default", "info", "warning", "error", "success")},
    )
}
VIEW: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255),
    "external_id": string(255),
}
MODAL = record(
    {"title": plain(24), "blocks": items(by_type(IN_MODALS), MAX_VIEW_BLOCKS)},
    VIEW
    | {"submit": plain(24), "close": plain(24)}
    | dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), flag),
)
HOME = record({"blocks": items(by_type(EVERYWHERE), MAX_VIEW_BLOCKS)}, VIEW)
MESSAGE = items(by_type(IN_MESSAGES), MAX_MESSAGE_BLOCKS, 0)
