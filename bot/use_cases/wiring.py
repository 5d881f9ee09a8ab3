"""Every class of use cases, made once. Whoever adds one adds it here, and a line in the listeners that call it."""

from dataclasses import dataclass

from bot.use_cases.agreements import AgreementUseCases
from bot.use_cases.app_home import AppHomeUseCases
from bot.use_cases.asked import AskedUseCases
from bot.use_cases.base import Services
from bot.use_cases.channel import ChannelUseCases
from bot.use_cases.channel_prompts import ChannelPromptUseCases
from bot.use_cases.channel_schedules import ChannelScheduleUseCases
from bot.use_cases.check_ins import CheckInUseCases
from bot.use_cases.commitments import CommitmentUseCases
from bot.use_cases.conversation import ConversationUseCases
from bot.use_cases.declined import DeclinedUseCases
from bot.use_cases.delivery import DeliveryUseCases
from bot.use_cases.details import DetailsUseCases
from bot.use_cases.exports import ExportUseCases
from bot.use_cases.held import HeldUseCases
from bot.use_cases.opening import OpeningUseCases
from bot.use_cases.people import PeopleUseCases
from bot.use_cases.quick import QuickUseCases
from bot.use_cases.schedules import ScheduleUseCases
from bot.use_cases.search import SearchUseCases
from bot.use_cases.thread import ThreadUseCases
from bot.use_cases.workspace import WorkspaceUseCases


@dataclass(frozen=True)
class AllUseCases:
    """What the listeners call."""

    agreements: AgreementUseCases
    app_home: AppHomeUseCases
    asked: AskedUseCases
    channel: ChannelUseCases
    channel_prompts: ChannelPromptUseCases
    channel_schedules: ChannelScheduleUseCases
    check_ins: CheckInUseCases
    commitments: CommitmentUseCases
    conversation: ConversationUseCases
    declined: DeclinedUseCases
    delivery: DeliveryUseCases
    details: DetailsUseCases
    exports: ExportUseCases
    held: HeldUseCases
    opening: OpeningUseCases
    people: PeopleUseCases
    quick: QuickUseCases
    schedules: ScheduleUseCases
    search: SearchUseCases
    thread: ThreadUseCases
    workspace: WorkspaceUseCases


def wire(services: Services) -> AllUseCases:
    """Make every class of use cases."""
    conversation, schedules, search = (
        ConversationUseCases(services),
        ScheduleUseCases(services),
        SearchUseCases(services),
    )
    agreements, opening = AgreementUseCases(services, search), OpeningUseCases(services, search)
    asked, details = AskedUseCases(services, conversation), DetailsUseCases(services)
    return AllUseCases(
        agreements=agreements,
        app_home=AppHomeUseCases(services),
        asked=asked,
        channel=ChannelUseCases(services),
        channel_prompts=ChannelPromptUseCases(services),
        channel_schedules=ChannelScheduleUseCases(services, schedules),
        check_ins=CheckInUseCases(services),
        commitments=CommitmentUseCases(services),
        conversation=conversation,
        declined=DeclinedUseCases(services),
        delivery=DeliveryUseCases(services),
        details=details,
        exports=ExportUseCases(services, search),
        held=HeldUseCases(services),
        opening=opening,
        people=PeopleUseCases(services),
        quick=QuickUseCases(services, opening),
        schedules=schedules,
        search=search,
        thread=ThreadUseCases(services, conversation, schedules, agreements, details, asked),
        workspace=WorkspaceUseCases(services),
    )
