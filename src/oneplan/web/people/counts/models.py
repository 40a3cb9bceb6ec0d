"""What is remembered of tries: a number under a sealed name, and until when."""

from datetime import datetime

from django.db import connection, models

ADD_ONE = """
    INSERT INTO counts_count (name, number, until) VALUES (%s, 1, %s)
    ON CONFLICT (name) DO UPDATE SET number = counts_count.number + 1
    RETURNING number
"""


class Count(models.Model):
    """How often something was tried, under a name that nobody can read an address or a secret from."""

    name = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.number} until {self.until:%H:%M}"


def add_one(name: str, *, until: datetime) -> int:
    """Count one more, in one statement: two tries at once are two."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_ONE, [name, connection.ops.adapt_datetimefield_value(until)])
        return int(cursor.fetchone()[0])
