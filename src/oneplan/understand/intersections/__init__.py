"""For whom is it a different story: every intersection of characteristics, judged and told.

Functions over counts, whichever type holds them: what is worked out from raw counts stays inside.
"""
