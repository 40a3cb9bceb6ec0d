"""Fetches the publisher's files over the network: the only place that opens a connection."""
