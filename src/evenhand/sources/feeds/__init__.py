"""Live feeds: what comes in over the network or into a folder, kept on disk before it is acknowledged."""
