"""Remarks of a thread with their edits and deletions, in whatever order Slack delivers them."""

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from storage.records import Remark
from storage.tables.models import RemarkRow, RemarkVersionRow
from storage.tables.writing import Now, change, insert_once, team_of


class Remarks:
    """What was said about a conversation. Adding twice, editing late or deleting early loses and revives nothing."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def add(self, conversation: str, remark: Remark) -> None:
        """Keep a remark; one that an edit or a deletion overtook keeps what they said."""
        row = self._row(conversation, remark.message_ts)
        if row.author:
            return
        if row.edited:
            self._keep_version(row, remark.text, original=True)
        self._change(row, author=remark.author, section=remark.section, text=row.text if row.edited else remark.text)

    def edit(self, conversation: str, message_ts: str, text: str, edited_ts: str = "") -> None:
        """The remark says something else now; the old words are kept.

        ``edited_ts`` is Slack's time of the edit: one that is older than the last only becomes a version.
        """
        row = self._row(conversation, message_ts)
        if (row.edited or row.author) and row.text == text:
            return
        if edited_ts and edited_ts < row.edited_ts:
            self._keep_version(row, text, edited_ts)
            return
        if row.author or row.edited:
            self._keep_version(row, row.text, row.edited_ts, original=not row.edited)
        self._change(row, text=text, edited=True, edited_ts=max(edited_ts, row.edited_ts))

    def delete(self, conversation: str, message_ts: str) -> None:
        """The remark is gone from Slack; it stays here, marked."""
        self._change(self._row(conversation, message_ts), deleted=True)

    def of(self, conversation: str, section: str | None = None) -> list[Remark]:
        """The remarks of a conversation, oldest first; those whose message never came are left out."""
        query = select(RemarkRow).where(RemarkRow.conversation_id == conversation, RemarkRow.author != "")
        if section is not None:
            query = query.where(RemarkRow.section == section)
        rows = self.session.scalars(query.order_by(RemarkRow.message_ts).execution_options(populate_existing=True))
        versions: dict[str, list[str]] = {}
        earlier = select(RemarkVersionRow).where(RemarkVersionRow.conversation_id == conversation)
        oldest_first = (RemarkVersionRow.original.desc(), RemarkVersionRow.edited_ts, RemarkVersionRow.id)
        for version in self.session.scalars(earlier.order_by(*oldest_first)):
            versions.setdefault(version.message_ts, []).append(version.text)
        return [
            Remark(
                message_ts=row.message_ts,
                author=row.author,
                section=row.section,
                text=row.text,
                deleted=row.deleted,
                versions=tuple(versions.get(row.message_ts, ())),
            )
            for row in rows
        ]

    def _row(self, conversation: str, message_ts: str) -> RemarkRow:
        """The row of a message, locked; empty while its message has not come."""
        insert_once(
            self.session,
            RemarkRow,
            conversation_id=conversation,
            message_ts=message_ts,
            team=team_of(conversation),
            author="",
            section="",
            text="",
            edited=False,
            edited_ts="",
            deleted=False,
            recorded_at=self.now(),
        )
        query = select(RemarkRow).where(RemarkRow.conversation_id == conversation, RemarkRow.message_ts == message_ts)
        return self.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()

    def _change(self, row: RemarkRow, **values: object) -> None:
        this = (RemarkRow.conversation_id == row.conversation_id, RemarkRow.message_ts == row.message_ts)
        change(self.session, update(RemarkRow).where(*this).values(**values))

    def _keep_version(self, row: RemarkRow, text: str, edited_ts: str = "", *, original: bool = False) -> None:
        self.session.execute(
            insert(RemarkVersionRow).values(
                team=row.team,
                conversation_id=row.conversation_id,
                message_ts=row.message_ts,
                text=text,
                edited_ts=edited_ts,
                original=original,
                recorded_at=self.now(),
            )
        )
