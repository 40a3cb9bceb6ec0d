"""The findings of a closed wave on their way to everybody: asked for, agreed to by a second person."""
