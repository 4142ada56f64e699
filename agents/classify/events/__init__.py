"""Which events a document reports: type, subtype and modality, from the knowledge files."""
