"""What a person does on the page, one function an act. It goes through the emulator as it would through Slack."""

from bot.playground.errors import CannotDo
from bot.playground.page import forms, stagehand
from bot.playground.page.asked import Act, BadAct, Doing
from bot.playground.page.moves import CannotMove
from bot.playground.page.playground import Playground
from bot.playground.page.words import Words
from bot.playground.records import Json
from bot.playground.screen import OpenView
from bot.playground.touching import find_element


def perform(playground: Playground, given: Json, words: Words) -> Json:
    """Do it and say how it went. Whatever goes wrong is one sentence in the page's language."""
    try:
        do, act = _asked(playground, given, words)
        if given.get("do") in BY_PERSON:
            playground.take_over()
        return {"ok": True} | (do(act) or {})
    except CannotDo as error:
        return {"ok": False, "error": forms.refusal(error, words)}
    except BadAct as error:
        return {"ok": False, "error": words.say(error.key, what=error.what)}
    except CannotMove as error:
        return {"ok": False, "error": words.say(str(error))}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {"ok": False, "error": words.say("bad.argument", what=str(given.get("do"))[:40])}


def _asked(playground: Playground, given: Json, words: Words) -> tuple[Doing, Act]:
    name, world = str(given.get("do")), playground.world
    do = BY_PERSON.get(name) or BY_ANYBODY.get(name) or stagehand.ACTS.get(name)
    if do is None:
        raise BadAct("bad.act", name[:40])
    person = world.people.get(str(given.get("as")))
    if person is None:
        raise BadAct("bad.person")
    if name in BY_PERSON and playground.preparing:
        raise BadAct("bad.preparing")
    return do, Act(playground, world, person, words, given)


# -- messages


def say(act: Act) -> Json:
    thread = act.text("thread_ts") if act.given.get("thread_ts") else None
    text = act.text("text")
    if not text.strip():
        raise BadAct("bad.argument", "text")
    return {"ts": act.person.post(act.channel(), text, thread).ts}


def edit(act: Act) -> None:
    act.person.edit(act.message(), act.text("text"))


def delete(act: Act) -> None:
    act.person.delete(act.message())


def seen(act: Act) -> None:
    """She has the channel in front of her, up to this message."""
    channel = act.channel()
    key = (act.person.id, channel.id)
    act.world.read[key] = max(act.world.read.get(key, ""), act.text("ts"))
    act.playground.ring()


def join(act: Act) -> None:
    channel = act.world.slack.workspace.channels.get(act.text("channel"))
    if channel is None or channel.kind != "public":
        raise BadAct("bad.place")
    act.person.join(channel)


def leave(act: Act) -> None:
    act.person.leave(act.channel())


def invite(act: Act) -> None:
    channel, other = act.channel(), act.text("user")
    if other == act.world.slack.bot_user_id:
        if other in channel.members:
            raise CannotDo("the app is there", "member_already")
        act.world.slack.invite_app(channel)
    elif other in act.world.people:
        act.person.invite(act.world.people[other], channel)
    else:
        raise BadAct("bad.person")


# -- commands, shortcuts, buttons


def command(act: Act) -> None:
    act.person.command(act.text("command"), act.text("text", ""), act.channel())


def shortcut(act: Act) -> None:
    act.person.shortcut(act.text("id"))


def message_shortcut(act: Act) -> None:
    act.person.message_shortcut(act.text("id"), act.message())


def touch(act: Act) -> None:
    """A button, or a choice that is told to the app at once."""
    where, action_id = act.mapping("where"), act.text("action_id")
    in_message = "message" in where
    target = act.message(where["message"]) if in_message else _view(act, str(where.get("view")))
    block, element = _touched(target.blocks, action_id, act.text("block_id"))
    block_id = str(block["block_id"])
    if element["type"] == "button":
        act.person.click(target, action_id, block_id=block_id)
    else:
        value = act.given.get("value")
        act.person.choose(target, action_id, value if value != "" else None, block_id=block_id)


def _touched(blocks: list[Json], action_id: str, block_id: str) -> tuple[Json, Json]:
    """An update gives new ids to blocks that the app left nameless: a click that crossed it means the same button still."""
    try:
        return find_element(blocks, action_id, block_id=block_id)
    except CannotDo:
        return find_element(blocks, action_id)


def _view(act: Act, view_id: str) -> OpenView:
    workspace = act.world.slack.workspace
    with workspace.pulse.still():
        view = workspace.find_view(view_id)
        if view is None or view.person != act.person.id:
            raise CannotDo("it is not open", "view_closed")
        return OpenView.of(workspace, view)


# -- forms


def fill(act: Act) -> None:
    """A field as it is typed, so that a reload keeps it and a second window shows it."""
    view, block_id, action_id = act.modal(), act.text("block_id"), act.text("action_id")
    block, _ = find_element(view.blocks, action_id, block_id=block_id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        forms.put(act.world.slack.workspace, view, block_id, action_id, act.given.get("value"))
    else:
        act.person.fill(action_id, act.given.get("value") or None, block_id=block_id)


def submit(act: Act) -> Json:
    view, workspace = act.modal(), act.world.slack.workspace
    forms.put_all(workspace, view, act.mapping("values") if act.given.get("values") is not None else {})
    errors = forms.wrong_fields(view, act.words)
    if errors:
        with workspace.pulse.change():
            view.errors = errors
        return {"ok": False, "errors": errors}
    errors = act.person.submit()
    errors.pop("", None)  # that one is a notice
    return {"ok": not errors, "errors": errors}


def close(act: Act) -> None:
    act.modal()
    act.person.close_view(everything=act.flag("everything"))


def open_home(act: Act) -> None:
    act.person.open_home()


def dismiss(act: Act) -> None:
    """Put away this notice and the ones before it."""
    number = int(act.text("notice").rpartition(":")[2])
    notices = act.world.people[act.person.id].notices
    act.world.dismissed[act.person.id] = min(len(notices), max(number + 1, act.world.dismissed.get(act.person.id, 0)))
    act.playground.ring()


BY_PERSON: dict[str, Doing] = {
    "say": say,
    "edit": edit,
    "delete": delete,
    "join": join,
    "leave": leave,
    "invite": invite,
    "command": command,
    "shortcut": shortcut,
    "message_shortcut": message_shortcut,
    "touch": touch,
    "fill": fill,
    "submit": submit,
    "close": close,
}
"""What a member of the team does: it stops the play."""

BY_ANYBODY: dict[str, Doing] = {
    "seen": seen,
    "open_home": open_home,
    "dismiss": dismiss,
}
"""What who looks on does on her own screen. `stagehand` has the rest."""
