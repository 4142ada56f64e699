"""What people and monitors look at over HTTP."""
