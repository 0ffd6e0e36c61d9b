"""Words by which proposals are worked out, one file a language of the United Nations; patterns, not for people."""
