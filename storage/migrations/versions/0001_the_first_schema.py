"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team", "place", "position", name=op.f("pk_acts")),
    )
    op.create_index("ix_acts_by", "acts", ["team", "by"])
    op.create_table(
        "direct_channels",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team", "person", name=op.f("pk_direct_channels")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("team", "kind", "subject", name=op.f("uq_erasures_team_kind_subject")),
    )
    op.create_table(
        "guides",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("guide_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_guides")),
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=True),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("thread_slot", sa.String(), nullable=True),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("file_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("hears", sa.String(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("harmless", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trying_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index("ix_outbox_lane", "outbox", ["team", "lane", "state", "id"])
    op.create_index("ix_outbox_order", "outbox", ["state", "id"])
    op.create_index("ix_outbox_settled", "outbox", ["settled_at"])
    op.create_index("ix_outbox_slot", "outbox", ["conversation_id", "state", "slot"])
    op.create_table(
        "pauses",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "lane", name=op.f("pk_pauses")),
    )
    op.create_table(
        "person_zones",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team", "person", name=op.f("pk_person_zones")),
    )
    op.create_table(
        "preferences",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team", "subject", name=op.f("pk_preferences")),
    )
    op.create_table(
        "shut_channels",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", name=op.f("pk_shut_channels")),
    )
    op.create_table(
        "channel_prompts",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_key", sa.String(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_key", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team", "channel", "prompt", name=op.f("pk_channel_prompts")),
    )
    op.create_index("ix_channel_prompts_due", "channel_prompts", ["next_at", "team", "channel", "prompt"])
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("partner_name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("opener", sa.String(), nullable=False),
        sa.Column("setup", sa.JSON(), nullable=False),
        sa.Column("decide_by", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("resume_to", sa.String(), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("guide_hash", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["guide_hash"], ["guides.hash"], name=op.f("fk_conversations_guide_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("team", "channel", "thread_ts", name=op.f("uq_conversations_team_channel_thread_ts")),
        sa.UniqueConstraint("team", "id", name=op.f("uq_conversations_team_id")),
    )
    op.create_index("ix_conversations_channel", "conversations", ["team", "channel", "created_at"])
    op.create_index("ix_conversations_open", "conversations", ["team", "channel", "ended", "created_at"])
    op.create_index("ix_conversations_standing", "conversations", ["team", "channel", "standing", "created_at"])
    op.create_index("ix_conversations_opener", "conversations", ["team", "opener"])
    op.create_table(
        "accepted_readers",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_accepted_readers_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "reader", name=op.f("pk_accepted_readers")),
    )
    op.create_table(
        "answers",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after_reveal", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_answers_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "position", name=op.f("pk_answers")),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_assessments_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index("ix_assessments_latest", "assessments", ["conversation_id", "id"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("overrides", sa.Boolean(), nullable=False),
        sa.Column("minority", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_decisions_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_latest", "decisions", ["conversation_id", "id"])
    op.create_table(
        "participants",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_participants_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "position", name=op.f("pk_participants")),
    )
    op.create_index("ix_participants_person", "participants", ["team", "person", "side"])
    op.create_table(
        "posts",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_posts_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "slot", name=op.f("pk_posts")),
    )
    op.create_table(
        "probes",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("probe", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_probes_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "person", "probe", name=op.f("pk_probes")),
    )
    op.create_table(
        "remark_versions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("message_ts", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_ts", sa.String(), nullable=False),
        sa.Column("original", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_remark_versions_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_versions")),
    )
    op.create_index("ix_remark_versions_message", "remark_versions", ["conversation_id", "message_ts"])
    op.create_table(
        "remarks",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("message_ts", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("edited_ts", sa.String(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_remarks_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "message_ts", name=op.f("pk_remarks")),
    )
    op.create_table(
        "portfolio",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_portfolio_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "kind", "key", name=op.f("pk_portfolio")),
    )
    op.create_index("ix_portfolio_channel", "portfolio", ["team", "channel", "kind", "key", "amount"], unique=False)
    op.create_table(
        "involved",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("theirs", sa.Boolean(), nullable=False),
        sa.Column("going_on", sa.Boolean(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_involved_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "person", name=op.f("pk_involved")),
    )
    op.create_index(
        "ix_involved_person",
        "involved",
        ["team", "person", "going_on", "moved_at", "conversation_id", "channel", "theirs"],
        unique=False,
    )
    op.create_table(
        "waiting",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("theirs", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_waiting_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "person", "kind", "key", name=op.f("pk_waiting")),
    )
    op.create_index(
        "ix_waiting_person",
        "waiting",
        ["team", "person", "since", "conversation_id", "kind", "key", "channel", "theirs"],
        unique=False,
    )
    op.create_table(
        "reminders",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("later", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("away", sa.String(), nullable=False),
        sa.Column("never", sa.Boolean(), nullable=False),
        sa.Column("by_hand", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_reminders_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "person", "key", name=op.f("pk_reminders")),
    )
    op.create_index("ix_reminders_due", "reminders", ["next_at", "conversation_id"], unique=False)
    op.create_index("ix_reminders_away", "reminders", ["team", "person", "away"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_ledger_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_ledger_conversation_id")),
    )
    op.create_index("ix_ledger_due", "ledger", ["next_at", "id"], unique=False)
    op.create_table(
        "searched",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_searched_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "kind", "position", name=op.f("pk_searched")),
    )
    op.create_table(
        "submissions",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_submissions_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "section", "person", name=op.f("pk_submissions")),
    )
    _follow_up()


def _follow_up() -> None:
    """Commitments, schedules, check-ins."""
    op.create_table(
        "check_ins",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.String(), nullable=True),
        sa.Column("occurrence", sa.String(), nullable=True),
        sa.Column("opener", sa.String(), nullable=False),
        sa.Column("answers_before", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("timetable", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_by", sa.String(), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_check_ins_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("conversation_id", "number", name=op.f("uq_check_ins_conversation_id_number")),
        sa.UniqueConstraint("schedule_id", "occurrence", name=op.f("uq_check_ins_schedule_id_occurrence")),
        sa.UniqueConstraint("team", "id", name=op.f("uq_check_ins_team_id")),
    )
    op.create_index("ix_check_ins_due", "check_ins", ["next_at", "id"])
    op.create_table(
        "commitments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("flag", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tripwire", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_commitments_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("team", "id", name=op.f("uq_commitments_team_id")),
    )
    op.create_index("ix_commitments_conversation", "commitments", ["conversation_id"])
    op.create_index("ix_commitments_due", "commitments", ["next_at", "id"])
    op.create_index("ix_commitments_owner", "commitments", ["team", "owner", "waiting", "due"])
    op.create_table(
        "schedules",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_key", sa.String(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "conversation_id"],
            ["conversations.team", "conversations.id"],
            name=op.f("fk_schedules_team_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("team", "id", name=op.f("uq_schedules_team_id")),
    )
    op.create_index("ix_schedules_conversation", "schedules", ["conversation_id"])
    op.create_index("ix_schedules_due", "schedules", ["next_at", "id"])
    op.create_table(
        "commitment_changes",
        sa.Column("commitment_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "commitment_id"],
            ["commitments.team", "commitments.id"],
            name=op.f("fk_commitment_changes_team_commitment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("commitment_id", "position", name=op.f("pk_commitment_changes")),
    )
    op.create_table(
        "check_in_answers",
        sa.Column("check_in_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after_reveal", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "check_in_id"],
            ["check_ins.team", "check_ins.id"],
            name=op.f("fk_check_in_answers_team_check_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("check_in_id", "position", name=op.f("pk_check_in_answers")),
    )
    op.create_table(
        "check_in_replies",
        sa.Column("check_in_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "check_in_id"],
            ["check_ins.team", "check_ins.id"],
            name=op.f("fk_check_in_replies_team_check_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("check_in_id", "position", name=op.f("pk_check_in_replies")),
    )
    op.create_index("ix_check_in_replies_person", "check_in_replies", ["team", "person", "reply"])
    op.create_table(
        "check_in_submissions",
        sa.Column("check_in_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "check_in_id"],
            ["check_ins.team", "check_ins.id"],
            name=op.f("fk_check_in_submissions_team_check_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("check_in_id", "person", name=op.f("pk_check_in_submissions")),
    )
    op.create_table(
        "check_in_told",
        sa.Column("check_in_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "check_in_id"],
            ["check_ins.team", "check_ins.id"],
            name=op.f("fk_check_in_told_team_check_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("check_in_id", "person", "message", name=op.f("pk_check_in_told")),
    )


def downgrade() -> None:
    for table in (
        "reminders",
        "check_in_told",
        "check_in_submissions",
        "check_in_replies",
        "check_in_answers",
        "commitment_changes",
        "schedules",
        "commitments",
        "check_ins",
        "submissions",
        "searched",
        "portfolio",
        "involved",
        "waiting",
        "ledger",
        "remarks",
        "remark_versions",
        "probes",
        "posts",
        "participants",
        "decisions",
        "assessments",
        "answers",
        "accepted_readers",
        "conversations",
        "channel_prompts",
        "shut_channels",
        "preferences",
        "person_zones",
        "pauses",
        "outbox",
        "inbox",
        "guides",
        "erasures",
        "direct_channels",
        "acts",
    ):
        op.drop_table(table)
