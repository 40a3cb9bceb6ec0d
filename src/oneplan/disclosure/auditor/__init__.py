"""Works out what a reader could from finished files; shares no code with what made them."""
