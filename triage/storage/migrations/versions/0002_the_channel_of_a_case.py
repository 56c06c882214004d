"""The channel of a case"""

from alembic import op
import sqlalchemy as sa


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "cases", sa.Column("channel", sa.String(length=40), server_default="", nullable=False)
    )


def downgrade() -> None:
    with op.batch_alter_table("cases") as table:
        table.drop_column("channel")
