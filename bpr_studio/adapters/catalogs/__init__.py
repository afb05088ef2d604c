"""The shipped data files of surveys/ and resources/, read and checked."""
