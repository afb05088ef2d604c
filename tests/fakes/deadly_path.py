"""A path that kills the process that looks at the file, as a fault inside a library would."""

import os
from pathlib import Path


class DeadlyPath(type(Path())):  # type: ignore[misc]  # the class of this system's paths
    """Ends the process as soon as anybody asks about the file; its name can be read."""

    def stat(self, **_options):
        """Nobody hears the answer."""
        os._exit(9)

    def read_bytes(self):
        """Nobody hears the answer."""
        os._exit(9)

    def open(self, *_arguments, **_options):
        """Nobody hears the answer."""
        os._exit(9)
