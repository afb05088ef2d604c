"""`python -m bpr_studio`: starts the program."""

from bpr_studio.app.main import main

main()
