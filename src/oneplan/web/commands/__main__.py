"""Serves the site as a process of its own, which `demo` turns into: HOST PORT, and perhaps --no-worker."""

import sys

from oneplan.web.commands.serving import run_server

host, port, *rest = sys.argv[1:]
sys.exit(run_server(host, port=int(port), worker="--no-worker" not in rest))
