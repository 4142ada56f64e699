"""The keyword language of subscriptions: text to nodes and back, and nodes to what is tested."""
