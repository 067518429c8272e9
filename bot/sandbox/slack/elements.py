"""Texts, options, and what can be pressed, chosen or typed: Block Kit's smaller parts.

Limits are those of docs.slack.dev/reference/block-kit.
"""

from bot.sandbox.slack.schema import Check, by_type, flag, integer, items, one_of, record, string

ID = string(255)
LINK = string(3000)


def plain(high: int, low: int = 1) -> Check:
    """A plain_text object."""
    return by_type({"plain_text": record({"text": string(high, low)}, {"emoji": flag})})


def text(high: int, low: int = 1) -> Check:
    """A plain_text or mrkdwn object."""
    words = {"text": string(high, low)}
    kinds = {
        "plain_text": record(words, {"emoji": flag}),
        "mrkdwn": record(words, {"verbatim": flag}),
    }
    return by_type(kinds)


CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = record({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": LINK})
TICK = record({"text": text(75), "value": string(150)}, {"description": text(75)})
GROUP = record({"label": plain(75), "options": items(OPTION, 100)})
COMMON: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
PICKED: dict[str, Check] = COMMON | {"placeholder": plain(150)}
TYPED: dict[str, Check] = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": flag,
    "dispatch_action_config": record(
        {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
    ),
}
CHOICES: dict[str, Check] = {"options": items(OPTION, 100), "option_groups": items(GROUP, 100)}
STATIC = PICKED | CHOICES
MANY = {"max_selected_items": integer(1, 100)}

BUTTON = record(
    {"text": plain(75)},
    {
        "action_id": ID,
        "value": string(2000),
        "url": LINK,
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE = record(
    {"alt_text": string(2000)},
    {"image_url": LINK, "slack_file": record({}, {"id": string(20), "url": LINK})},
)
PRESSED: dict[str, Check] = {
    "button": BUTTON,
    "overflow": record({"options": items(OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "static_select": record({}, STATIC | {"initial_option": OPTION}),
    "multi_static_select": record({}, STATIC | MANY | {"initial_options": items(OPTION, 100)}),
    "external_select": record(
        {}, PICKED | {"initial_option": OPTION, "min_query_length": integer(0, 99)}
    ),
    "users_select": record({}, PICKED | {"initial_user": ID}),
    "multi_users_select": record({}, PICKED | MANY | {"initial_users": items(ID, 100)}),
    "channels_select": record({}, PICKED | {"initial_channel": ID, "response_url_enabled": flag}),
    "conversations_select": record(
        {},
        PICKED
        | {
            "initial_conversation": ID,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": record(
                {},
                {
                    "include": items(one_of("im", "mpim", "private", "public"), 4),
                    "exclude_external_shared_channels": flag,
                    "exclude_bot_users": flag,
                },
            ),
        },
    ),
    "datepicker": record({}, PICKED | {"initial_date": string(10, 10)}),
    "timepicker": record({}, PICKED | {"initial_time": string(5, 5), "timezone": string(60)}),
    "datetimepicker": record({}, COMMON | {"initial_date_time": integer(10**9, 10**10 - 1)}),
    "checkboxes": record(
        {"options": items(TICK, 10)}, COMMON | {"initial_options": items(TICK, 10)}
    ),
    "radio_buttons": record({"options": items(TICK, 10)}, COMMON | {"initial_option": TICK}),
}
ENTERED: dict[str, Check] = {
    "plain_text_input": record(
        {},
        TYPED
        | {
            "initial_value": string(3000, 0),
            "multiline": flag,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    "email_text_input": record({}, TYPED | {"initial_value": string(3000, 0)}),
    "url_text_input": record({}, TYPED | {"initial_value": string(3000, 0)}),
    "number_input": record(
        {"is_decimal_allowed": flag},
        TYPED | {name: string(30, 0) for name in ("initial_value", "min_value", "max_value")},
    ),
    "file_input": record(
        {}, {"action_id": ID, "filetypes": items(string(20), 100), "max_files": integer(1, 10)}
    ),
}
FEEDBACK = record({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
MESSAGE_ONLY: dict[str, Check] = {
    "feedback_buttons": record(
        {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {"action_id": ID}
    ),
    "icon_button": record(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "action_id": ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": items(ID, 100),
        },
    ),
}
ACTIONS = by_type(PRESSED)
ACCESSORY = by_type(PRESSED | {"image": IMAGE})
INPUTS = by_type({k: v for k, v in PRESSED.items() if k not in ("button", "overflow")} | ENTERED)
INTERACTIVE = frozenset((*PRESSED, *ENTERED, *MESSAGE_ONLY))
