"""Remarks of a thread with their edits and deletions, in whatever order Slack delivers them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import RemarkRow, RemarkVersionRow
from storage.records import Remark


class Remarks:
    """What was said about a conversation. Adding twice, editing late or deleting early loses and revives nothing."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now

    def add(self, conversation: str, remark: Remark) -> None:
        """Keep a remark; one that an edit or a deletion overtook keeps what they said."""
        row = self._row(conversation, remark.message_ts)
        if row is None:
            self.session.add(
                RemarkRow(
                    conversation_id=conversation,
                    message_ts=remark.message_ts,
                    author=remark.author,
                    section=remark.section,
                    text=remark.text,
                    recorded_at=self.now,
                )
            )
        elif not row.author:
            row.author, row.section = remark.author, remark.section
            if row.edited or row.deleted:
                self._keep_version(row, remark.text)
            if not row.edited:
                row.text = remark.text

    def edit(self, conversation: str, message_ts: str, text: str) -> None:
        """The remark says something else now; the old words are kept as a version."""
        row = self._row(conversation, message_ts) or self._early(conversation, message_ts)
        if row.text and row.text != text:
            self._keep_version(row, row.text)
        row.text, row.edited = text, True

    def delete(self, conversation: str, message_ts: str) -> None:
        """The remark is gone from Slack; it stays here, marked."""
        row = self._row(conversation, message_ts) or self._early(conversation, message_ts)
        row.deleted = True

    def of(self, conversation: str, section: str | None = None) -> list[Remark]:
        """The remarks of a conversation, oldest first."""
        query = select(RemarkRow).where(RemarkRow.conversation_id == conversation)
        if section is not None:
            query = query.where(RemarkRow.section == section)
        rows = self.session.scalars(query.order_by(RemarkRow.message_ts)).all()
        versions: dict[str, list[str]] = {}
        earlier = select(RemarkVersionRow).where(RemarkVersionRow.conversation_id == conversation)
        for version in self.session.scalars(earlier.order_by(RemarkVersionRow.id)):
            versions.setdefault(version.message_ts, []).append(version.text)
        return [
            Remark(
                row.message_ts, row.author, row.section, row.text, row.deleted, tuple(versions.get(row.message_ts, ()))
            )
            for row in rows
        ]

    def _row(self, conversation: str, message_ts: str) -> RemarkRow | None:
        return self.session.get(RemarkRow, (conversation, message_ts))

    def _early(self, conversation: str, message_ts: str) -> RemarkRow:
        row = RemarkRow(
            conversation_id=conversation,
            message_ts=message_ts,
            author="",
            section="",
            text="",
            edited=False,
            deleted=False,
            recorded_at=self.now,
        )
        self.session.add(row)
        return row

    def _keep_version(self, row: RemarkRow, text: str) -> None:
        self.session.add(
            RemarkVersionRow(
                conversation_id=row.conversation_id, message_ts=row.message_ts, text=text, recorded_at=self.now
            )
        )
