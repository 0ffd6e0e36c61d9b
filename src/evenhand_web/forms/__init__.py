"""The form in the browser: written without a network, kept encrypted, sent once."""
