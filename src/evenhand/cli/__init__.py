"""The command line: arguments in, pipeline call, text or JSON out."""
