"""Mail to catch up with"""

from alembic import op
import sqlalchemy as sa


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backlogs",
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("after_uid", sa.BigInteger(), nullable=False),
        sa.Column("before_uid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_backlogs")),
    )


def downgrade() -> None:
    op.drop_table("backlogs")
