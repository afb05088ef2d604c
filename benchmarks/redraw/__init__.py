"""How many keys and clicks it takes to draw three given flows anew, counted by script."""
