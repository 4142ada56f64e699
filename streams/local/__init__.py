"""The whole system on one machine: a real Apache Kafka, a supervised worker, and a sample feed."""
