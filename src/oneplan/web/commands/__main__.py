"""What `serve` and `worker` turn into: HOST PORT, perhaps --no-worker; or nothing, for a worker alone."""

import sys

from oneplan.web.commands.supervising import Supervisor

site, flags = sys.argv[1:3], sys.argv[3:]
address = (site[0], int(site[1])) if site else None
sys.exit(Supervisor(site=address, worker="--no-worker" not in flags).run())
