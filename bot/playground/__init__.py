"""A strict Slack emulator: Web API, Socket Mode, signed HTTP, and people who use the app through them.

It knows nothing of this project's app. The app reaches it only through the base URL of the API.
"""

from bot.playground.delivery import skewed, tampered
from bot.playground.emulator import Emulator
from bot.playground.errors import ApiError, CannotDo
from bot.playground.faults import Fault, Faults
from bot.playground.journal import ApiCall, Delivery, Finding, Journal
from bot.playground.person import Person
from bot.playground.reader import Reader
from bot.playground.records import Channel, Message
from bot.playground.screen import OpenView, Reply
from bot.playground.signed_http import HttpRequest

__all__ = [
    "ApiCall",
    "ApiError",
    "CannotDo",
    "Channel",
    "Delivery",
    "Emulator",
    "Fault",
    "Faults",
    "Finding",
    "HttpRequest",
    "Journal",
    "Message",
    "OpenView",
    "Person",
    "Reader",
    "Reply",
    "skewed",
    "tampered",
]
