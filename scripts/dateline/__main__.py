"""``python -m dateline``."""

from dateline.command import main

if __name__ == "__main__":
    main()
