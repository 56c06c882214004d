"""Letters that promise nothing"""

from alembic import op
import sqlalchemy as sa


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        # SQLite cannot loosen a column, and other tables refer to this one: only the column moves.
        op.add_column("drafts", sa.Column("promised", sa.DateTime(timezone=True), nullable=True))
        op.execute("UPDATE drafts SET promised = promise_at")
        op.execute("ALTER TABLE drafts DROP COLUMN promise_at")
        op.execute("ALTER TABLE drafts RENAME COLUMN promised TO promise_at")
    else:
        op.alter_column("drafts", "promise_at", nullable=True)


def downgrade() -> None:
    op.execute("UPDATE drafts SET promise_at = made_at WHERE promise_at IS NULL")
    if op.get_context().dialect.name != "sqlite":
        op.alter_column("drafts", "promise_at", nullable=False)
