"""What the command line can do with the site, a module a command; the supervisor of it all needs little."""
