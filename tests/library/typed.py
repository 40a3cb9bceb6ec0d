"""The `oneplan` command as a module: `python -m library.typed` with the tests' folder on the path."""

from oneplan.cli import main

if __name__ == "__main__":
    main()
