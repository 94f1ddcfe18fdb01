"""Command line of Coldbridge."""
