"""`python -m streams.cli` is `tocsin`."""

from streams.cli import main

if __name__ == "__main__":
    main()
