"""What each round looks up"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_drafts_state", "drafts", ["state", "mailbox"])
    op.create_index("ix_acts_case_id", "acts", ["case_id"])
    op.create_index("ix_acts_draft_id", "acts", ["draft_id"])
    op.create_index("ix_mails_case_id", "mails", ["case_id"])


def downgrade() -> None:
    op.drop_index("ix_mails_case_id", "mails")
    op.drop_index("ix_acts_draft_id", "acts")
    op.drop_index("ix_acts_case_id", "acts")
    op.drop_index("ix_drafts_state", "drafts")
