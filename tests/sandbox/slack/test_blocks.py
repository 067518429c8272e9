"""Block Kit: what Slack takes, and what it says of the rest."""

import pytest

from bot.sandbox.slack.blocks import check_blocks, check_view
from bot.sandbox.slack.errors import SlackError


def new_id(prefix):
    return f"{prefix}1"


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def section(**more):
    return {"type": "section", "text": mrkdwn("x")} | more


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def button(**more):
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | more


def rich(*inline):
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(inline)}],
    }


def options(count, length=10):
    return [{"text": plain(f"{n}".ljust(length, ".")), "value": f"v{n}"} for n in range(count)]


def task(**more):
    return {"type": "task_card", "task_id": "t", "title": "One", "status": "complete"} | more


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks)} | more


def field(**more):
    element = {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "block_id": "b", "label": plain("Name"), "element": element} | more


TAKEN = [
    [section(text=mrkdwn("x" * 3000), expand=True)],
    [section(fields=[mrkdwn("x" * 2000)] * 2, accessory=button(value="v" * 2000))],
    [{"type": "header", "text": plain("x" * 150)}, {"type": "divider"}],
    [actions(*(button(action_id=f"a{n}") for n in range(25)))],
    [{"type": "context", "elements": [mrkdwn("x")] * 10}],
    [rich({"type": "text", "text": "x" * 9000, "style": {"bold": True}})],
    [rich({"type": "date", "timestamp": 1, "format": "{ago}", "fallback": "then"})],
    [{"type": "plan", "title": "Plan", "tasks": [task(status="pending"), task()]}],
    [{"type": "markdown", "text": "x" * 12_000}],
    [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100}],
    [actions({"type": "checkboxes", "action_id": "c", "options": options(10, 75)})],
    [{"type": "divider"}] * 50,
    [],
]
REFUSED = [
    (section(text=mrkdwn("x" * 3001)), "/blocks/0/text/text"),
    (section(text=mrkdwn("")), "/blocks/0/text/text"),
    (section(text="bare"), "/blocks/0/text"),
    (section(colour="red"), "/blocks/0"),
    ({"type": "section"}, "/blocks/0"),
    (section(fields=[mrkdwn("x")] * 11), "/blocks/0/fields"),
    (section(block_id="x" * 256), "/blocks/0/block_id"),
    ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    ({"type": "header", "text": mrkdwn("x")}, "/blocks/0/text/type"),
    ({"type": "banner"}, "/blocks/0/type"),
    ({"text": plain("x")}, "/blocks/0"),
    ({"type": "alert", "text": plain("x")}, "/blocks/0/type"),
    (actions(*(button(action_id=f"a{n}") for n in range(26))), "/blocks/0/elements"),
    (actions(button(), button()), "/blocks/0"),
    (actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text/text"),
    (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
    (actions(button(style="green")), "/blocks/0/elements/0/style"),
    (actions(button(confirm={"title": plain("Sure?")})), "/blocks/0/elements/0/confirm"),
    (
        actions({"type": "checkboxes", "options": options(11)}),
        "/blocks/0/elements/0/options",
    ),
    (
        actions({"type": "overflow", "options": options(1, 76)}),
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (actions({"type": "static_select"}), "/blocks/0"),
    (
        actions(
            {
                "type": "static_select",
                "options": options(2),
                "initial_option": {"text": plain("z"), "value": "z"},
            }
        ),
        "/blocks/0",
    ),
    ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type"),
    ({"type": "context", "elements": []}, "/blocks/0/elements"),
    (rich({"type": "text", "text": ""}), "/blocks/0/elements/0/elements/0/text"),
    (rich(), "/blocks/0/elements/0/elements"),
    (
        {"type": "plan", "title": "P", "tasks": [task(status="completed")]},
        "/blocks/0/tasks/0/status",
    ),
    ({"type": "plan", "title": plain("P"), "tasks": []}, "/blocks/0/title"),
    (task(status="pending"), "/blocks/0/status"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}, "/blocks/0/rows/0"),
    ({"type": "image", "alt_text": "x"}, "/blocks/0"),
    ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
]


@pytest.mark.parametrize("blocks", TAKEN)
def test_slack_takes_what_keeps_its_limits(blocks):
    checked = check_blocks(blocks, new_id)

    assert all(block["block_id"] for block in checked)


@pytest.mark.parametrize(("block", "where"), REFUSED)
def test_a_block_beyond_a_limit_is_refused_with_its_place(block, where):
    with pytest.raises(SlackError) as refused:
        check_blocks([block], new_id)

    assert str(refused.value) == "invalid_blocks"
    messages = refused.value.body["response_metadata"]["messages"]
    assert any(f"[json-pointer:{where}" in message for message in messages), messages


def test_a_message_holds_fifty_blocks_and_no_id_twice():
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_blocks([{"type": "divider"}] * 51, new_id)
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_blocks([section(block_id="same")] * 2, new_id)


def test_a_message_has_a_limit_over_all_its_texts():
    parts = [section(text=mrkdwn("x" * 2900)) for _ in range(4)]
    check_blocks(parts, new_id)

    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check_blocks([*parts, section(text=mrkdwn("x" * 1300))], new_id)


def test_markdown_and_tables_have_limits_over_the_whole_message():
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_blocks([{"type": "markdown", "text": "x" * 6001}] * 2, new_id)
    cell = {"type": "raw_text", "text": "x" * 5001}
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_blocks([{"type": "table", "rows": [[cell]]}] * 2, new_id)


@pytest.mark.parametrize(
    ("view", "where"),
    [
        (modal(field()), "/view"),  # inputs need a submit button
        (modal(section(), title=plain("x" * 25)), "/view/title/text"),
        (modal(section(), private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(*[{"type": "divider"}] * 101), "/view/blocks"),
        (modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type"),
        (modal({"type": "plan", "title": "P"}), "/view/blocks/0/type"),
        (modal(field(label=mrkdwn("x")), submit=plain("Go")), "/view/blocks/0/label/type"),
        (modal(field(), field(), submit=plain("Go")), "/view/blocks/1/block_id"),
        ({"type": "home", "blocks": []}, "/view/type"),
        ({"type": "modal", "blocks": []}, "/view"),
    ],
)
def test_a_view_beyond_a_limit_is_refused_with_its_place(view, where):
    with pytest.raises(SlackError) as refused:
        check_view(view, "modal", new_id)

    messages = refused.value.body["response_metadata"]["messages"]
    assert any(f"[json-pointer:{where}" in message for message in messages), messages


def test_a_view_of_a_quarter_megabyte_is_too_large():
    blocks = [section(text=mrkdwn("ü" * 1000)) for _ in range(45)]

    with pytest.raises(SlackError, match="view_too_large"):
        check_view(modal(*blocks), "modal", new_id)
