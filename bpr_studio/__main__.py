"""`python -m bpr_studio`: starts the program."""

from bpr_studio.app.main import main

if __name__ == "__main__":  # processes that only read import this module too
    main()
