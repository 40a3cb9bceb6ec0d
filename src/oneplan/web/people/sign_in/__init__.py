"""How people come in: passwords, second factors, their organisation's own sign-in, invitations and links."""
