"""A real Apache Kafka on this machine, from two Python packages (the extra `local`), without Java or Docker."""

from streams.local.kafka.cluster import DEFAULT_VERSION, Cluster
from streams.local.kafka.errors import JarError, KafkaError, MissingExtraError, StartError, StateError
from streams.local.kafka.node import Door
from streams.local.kafka.state import ClusterStatus, NodeStatus

__all__ = [
    "DEFAULT_VERSION",
    "Cluster",
    "ClusterStatus",
    "Door",
    "JarError",
    "KafkaError",
    "MissingExtraError",
    "NodeStatus",
    "StartError",
    "StateError",
]
