"""A made-up newspaper served on loopback: what `backissue run` archives when nothing is set up."""
