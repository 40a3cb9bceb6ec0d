"""The pages of jobs in the background: what runs, what waits, how it ended, and starting and stopping it."""
