"""What happens to brokers."""

import asyncio

from tests.chaos.scene import Scene

AWAY = (1.0, 6.0)
"""Seconds that a killed broker is away, before it is started."""


async def broker_kill(scene: Scene) -> str:
    """One killed, and started again seconds later."""
    node = scene.choose.choice(scene.nodes)
    await asyncio.to_thread(scene.cluster.kill, node)
    await asyncio.sleep(scene.choose.uniform(*AWAY))
    await asyncio.to_thread(scene.cluster.start_node, node)
    return f"broker {node}"


async def broker_kill_two(scene: Scene) -> str:
    """Two killed at once: nothing can be committed until one is back."""
    nodes = scene.choose.sample(scene.nodes, 2)
    await asyncio.gather(*(asyncio.to_thread(scene.cluster.kill, node) for node in nodes))
    await asyncio.sleep(scene.choose.uniform(*AWAY))
    await asyncio.to_thread(scene.cluster.start)
    return f"brokers {nodes[0]} and {nodes[1]}"


async def broker_restart(scene: Scene) -> str:
    """One told to stop, and started again, as in an upgrade."""
    node = scene.choose.choice(scene.nodes)
    await asyncio.to_thread(scene.cluster.stop_node, node)
    await asyncio.to_thread(scene.cluster.start_node, node)
    return f"broker {node}"
