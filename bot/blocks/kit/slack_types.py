"""The shapes of what Slack shows, as far as this app builds them (https://docs.slack.dev/reference/block-kit)."""

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict, Union

if TYPE_CHECKING:  # all that makes a chart stands in one file, with its shape; and that file needs this one
    from bot.blocks.kit.charts import ChartBlock


class Text(TypedDict):
    """A text object."""

    type: Literal["plain_text", "mrkdwn"]
    text: str
    emoji: NotRequired[bool]
    verbatim: NotRequired[bool]


class OptionObject(TypedDict):
    """One thing to choose."""

    text: Text
    value: str


Style = Literal["primary", "danger"]
"""How a button stands out."""


class Confirm(TypedDict):
    """What Slack asks before a click counts."""

    title: Text
    text: Text
    confirm: Text
    deny: Text


class Button(TypedDict):
    """A button."""

    type: Literal["button"]
    action_id: str
    text: Text
    value: NotRequired[str]
    style: NotRequired[Style]
    accessibility_label: NotRequired[str]
    confirm: NotRequired[Confirm]


class Input(TypedDict):
    """Something to fill in or to choose from. ``type`` says what, and which of the other fields Slack takes with it."""

    type: Literal[
        "checkboxes",
        "conversations_select",
        "datepicker",
        "multi_static_select",
        "multi_users_select",
        "plain_text_input",
        "radio_buttons",
        "static_select",
        "timepicker",
        "users_select",
    ]
    action_id: NotRequired[str]
    options: NotRequired[list[OptionObject]]
    initial_option: NotRequired[OptionObject]
    initial_options: NotRequired[list[OptionObject]]
    initial_value: NotRequired[str]
    initial_user: NotRequired[str]
    initial_users: NotRequired[list[str]]
    initial_date: NotRequired[str]
    initial_time: NotRequired[str]
    max_length: NotRequired[int]
    multiline: NotRequired[bool]
    placeholder: NotRequired[Text]
    default_to_current_conversation: NotRequired[bool]
    initial_conversation: NotRequired[str]
    filter: NotRequired["ConversationFilter"]


class ConversationFilter(TypedDict):
    """Which conversations a menu offers."""

    include: list[Literal["public", "private"]]
    exclude_bot_users: bool
    exclude_external_shared_channels: bool


class RichWords(TypedDict):
    """Words in rich text."""

    type: Literal["text"]
    text: str
    style: NotRequired[dict[str, bool]]


class RichUser(TypedDict):
    """A mention in rich text."""

    type: Literal["user"]
    user_id: str


class RichSection(TypedDict):
    """A line of rich text, or a paragraph: a quote, words to copy."""

    type: Literal["rich_text_section", "rich_text_quote", "rich_text_preformatted"]
    elements: "list[RichWords | RichUser]"


class RichList(TypedDict):
    """Lines of rich text, each with a bullet."""

    type: Literal["rich_text_list"]
    style: Literal["bullet"]
    elements: list[RichSection]


Pressed = Button | Input
"""What stands in a message or view to be pressed, or chosen from, without being sent with a form."""
RichPart = RichWords | RichUser
"""What a line of rich text is made of."""
RichLines = RichSection | RichList
"""What a rich text block is made of."""


class HeaderBlock(TypedDict):
    """A heading."""

    type: Literal["header"]
    text: Text


class SectionBlock(TypedDict):
    """A paragraph, with something to press beside it or not."""

    type: Literal["section"]
    text: Text
    accessory: NotRequired[Pressed]


class ContextBlock(TypedDict):
    """Small print."""

    type: Literal["context"]
    elements: list[Text]


class DividerBlock(TypedDict):
    """A line between things."""

    type: Literal["divider"]


class ActionsBlock(TypedDict):
    """A row of things to press."""

    type: Literal["actions"]
    elements: list[Pressed]


class InputBlock(TypedDict):
    """An input with its label."""

    type: Literal["input"]
    block_id: str
    label: Text
    element: Input
    optional: bool
    hint: NotRequired[Text]


class RichTextBlock(TypedDict):
    """Rich text."""

    type: Literal["rich_text"]
    elements: list[RichLines]


Block = Union[
    HeaderBlock,
    SectionBlock,
    ContextBlock,
    DividerBlock,
    ActionsBlock,
    InputBlock,
    RichTextBlock,
    "ChartBlock",
]
"""A block of a message or view; its ``type`` says which."""


class Body(TypedDict):
    """A message: its blocks, and the text that screen readers and notifications get.

    ``fallback_blocks``: what is shown in place of the blocks where Slack draws no charts.
    """

    text: str
    blocks: list[Block]
    fallback_blocks: NotRequired[list[Block]]


class View(TypedDict):
    """A modal or the home tab."""

    type: Literal["modal", "home"]
    blocks: list[Block]
    callback_id: NotRequired[str]
    title: NotRequired[Text]
    submit: NotRequired[Text]
    close: NotRequired[Text]
    private_metadata: NotRequired[str]
