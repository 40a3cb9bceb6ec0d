"""What `serve` and `worker` turn into: HOST PORT, perhaps --survey-port N and --no-worker; or nothing."""

import sys

from oneplan.web.commands.supervising import Supervisor

words = sys.argv[1:]
site = (words[0], int(words[1])) if words else None
survey = (words[0], int(words[words.index("--survey-port") + 1])) if "--survey-port" in words else None
sys.exit(Supervisor(site=site, survey=survey, worker="--no-worker" not in words).run())
