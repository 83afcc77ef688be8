"""When, by whom, and the backissue command."""
