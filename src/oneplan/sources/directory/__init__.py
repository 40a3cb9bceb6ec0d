"""A directory of help that follows Open Referral UK: from files or from its feed, checked as it arrives."""
