"""Which tests that use a database need not run on PostgreSQL too at every change, and why none is missed."""

import re

SAME_ON_BOTH = {
    "pages of published figures and of plans in files, which ask no table of ours": (
        "test_download",
        "test_every_table",
        "test_filters",
        "test_frame",
        "test_groups",
        "test_help_page",
        "test_hidden_gaps",
        "test_home",
        "test_measures",
        "test_plan_pages",
        "test_reading_age",
    ),
    "a plan's public words and papers, read as test_plan_large and test_group_promises read it there": (
        "test_plan_papers",
        "test_plan_public",
    ),
    "one answer without an account at each address: headers, tokens and refusals before a table is asked": (
        "test_security",
    ),
    "processes that are started, killed and started again, whatever they write to": ("test_jobs_serving",),
    "who may do what, address by address: read with the queries of the rooms' own tests": (
        "test_who_may_do_what",
    ),
}
"""By reason, modules whose work in the database is the same plain reading as that of others."""

NARROW = "320 px"
"""The same journey on a narrow screen: the database cannot tell."""

DIFFERS = re.compile(
    r"select_for_update|\.cursor\(\)|on_commit|\bF\(|UniqueConstraint|CheckConstraint|unique=True|JSONField\("
    r"|update_or_create|get_or_create|IntegrityError|ProgrammingError|\.vendor\b|icontains|\.distinct\("
    r"|\batomic|psycopg|\.filter\(.*\)\.update\("
)
"""What may go differently on another database: locks, transactions, constraints, JSON, words of SQL."""

HELD_BY = {
    "listen/collection/postgres.py": ("test_waves_backup", "test_waves_closing"),
    "web/commands/accounts.py": ("test_account_commands",),
    "web/commands/answers.py": ("test_waves_backup",),
    "web/commands/backup.py": ("test_backup",),
    "web/commands/database.py": ("test_databases", "test_upgrade"),
    "web/commands/examining_database.py": ("test_doctor",),
    "web/commands/examining_waves.py": ("test_doctor_waves",),
    "web/commands/filling.py": ("test_backup",),
    "web/commands/rows.py": ("test_backup",),
    "web/commands/snapshot.py": ("test_backup",),
    "web/commands/upgrade.py": ("test_upgrade",),
    "web/jobs/actions.py": ("test_jobs",),
    "web/jobs/claiming.py": ("test_jobs", "test_jobs_worker"),
    "web/jobs/ending.py": ("test_jobs",),
    "web/jobs/models.py": ("test_jobs",),
    "web/jobs/rounds.py": ("test_jobs",),
    "web/jobs/work.py": ("test_jobs", "test_jobs_worker"),
    "web/jobs/worker.py": ("test_jobs_worker",),
    "web/listen/actions.py": ("test_waves_opening", "test_waves_changing"),
    "web/listen/made_up_closed.py": ("test_waves_demonstration",),
    "web/listen/models.py": ("test_waves_opening", "test_waves_reading"),
    "web/listen/reading.py": ("test_waves_reading",),
    "web/listen/running.py": ("test_waves_opening", "test_waves_closing"),
    "web/listen/tasks.py": ("test_waves_closing",),
    "web/people/acts.py": ("test_partnership", "test_many_at_once"),
    "web/people/counts/models.py": ("test_security_limits",),
    "web/people/log/queries.py": ("test_activity_log",),
    "web/people/models/accounts.py": ("test_sign_in", "test_invitations"),
    "web/people/models/arrangements.py": ("test_documents", "test_partnership"),
    "web/people/models/log.py": ("test_activity_log", "test_log_command"),
    "web/people/models/organisations.py": ("test_partnership",),
    "web/people/partnership/actions.py": ("test_partnership",),
    "web/people/partnership/loading.py": ("test_partnership",),
    "web/people/retention.py": ("test_retention",),
    "web/people/sign_in/demonstration.py": ("test_account_commands",),
    "web/people/sign_in/invitations.py": ("test_invitations",),
    "web/people/trail.py": ("test_activity_log", "test_many_at_once"),
    "web/plan/consulting/actions.py": ("test_plan_consulting",),
    "web/plan/consulting/queries.py": ("test_plan_consulting",),
    "web/plan/models.py": ("test_plan_editions",),
    "web/plan/writing/actions.py": ("test_plan_editions",),
    "web/plan/writing/forms.py": ("test_plan_desk",),
    "web/plan/writing/keeping.py": ("test_plan_editions", "test_plan_large"),
    "web/plan/writing/queries.py": ("test_plan_editions", "test_plan_desk"),
    "web/publish/models.py": ("test_survey_findings", "test_school_actions"),
    "web/publish/survey/publishing/actions.py": ("test_survey_findings",),
    "web/understand/evidence/actions.py": ("test_evidence_pages",),
    "web/understand/gate/actions.py": ("test_gate_stages", "test_gate_second_person"),
    "web/understand/gate/working.py": ("test_gate_stages",),
    "web/understand/models.py": ("test_gate_stages", "test_evidence_pages"),
    "web/understand/tasks.py": ("test_evidence_pages",),
    "web/wiring.py": ("test_waves_backup",),
}
"""Which tests hold, on PostgreSQL, each module of ours in which something may go differently there."""


def is_same_on_both(module: str, *, case: str) -> bool:
    """Whether a test of a module, by its full name, need not run on PostgreSQL at every change."""
    return NARROW in case or any(module in modules for modules in SAME_ON_BOTH.values())
