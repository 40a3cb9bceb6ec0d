"""Serves the site as a process of its own, which `demo` turns into: give a host and a port."""

import sys

from oneplan.web.commands.serving import run_server

sys.exit(run_server(sys.argv[1], port=int(sys.argv[2])))
