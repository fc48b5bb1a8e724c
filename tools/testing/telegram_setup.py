"""A bot in the sandbox and channels where it may post, as somebody would make them before connecting it."""

import json
import urllib.request


def control(sandbox: str, path: str, body: dict | None = None) -> dict:
    request = urllib.request.Request(sandbox + path, None if body is None else json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def bot_with_channels(sandbox: str, username: str) -> tuple[dict, dict]:
    """The bot, and the fields of a connection that name its channels."""
    owner = control(sandbox, "/control/telegram/people", {"first_name": "Owner"})["id"]
    bot = control(sandbox, "/control/telegram/bots", {"first_name": username, "username": username})
    channels = {}
    for kind in ("vip", "free"):
        chat = control(sandbox, "/control/telegram/chats", {"kind": "channel", "title": f"{username} {kind}", "owner": owner})
        control(sandbox, "/control/telegram/members",
                {"chat": chat["key"], "user": bot["id"], "actor": owner, "status": "administrator"})
        channels[f"{kind}_channel_id"] = str(chat["id"])
    return bot, channels


def webhook_of(sandbox: str, bot: dict) -> str:
    """Where Telegram delivers; empty when nowhere."""
    return next(each["webhook"]["url"] for each in control(sandbox, "/control/telegram/overview")["bots"] if each["id"] == bot["id"])


def webhook_secrets(sandbox: str) -> set[str]:
    calls = control(sandbox, "/control/telegram/calls?method=setWebhook")["calls"]
    return {call["arguments"]["secret_token"] for call in calls}
