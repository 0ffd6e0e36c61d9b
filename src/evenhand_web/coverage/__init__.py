"""Coverage: where and when nobody was listening or looking."""
