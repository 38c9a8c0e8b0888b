"""`python -m dialtone` is the `dialtone` command."""

from dialtone.cli import main

if __name__ == "__main__":
    main()
