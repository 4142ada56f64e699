"""Records of a system taken to another prefix: articles from a time on, or all that it knows, over more partitions."""
