"""Articles, subscriptions and alerts in the formats that desks already speak."""
