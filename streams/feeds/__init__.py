"""Where articles come from: files, and RSS or Atom feeds. All end as JSON objects on the topic `articles`."""
