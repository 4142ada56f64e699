"""What happens to the network between one worker and the brokers."""

import asyncio

from tests.chaos.scene import Scene


async def cut(scene: Scene) -> str:
    """Nothing passes either way, and nobody is told so."""
    name, link = scene.any_link()
    link.there.passing.clear()
    link.back.passing.clear()
    return await _heal(scene, name, (2.0, 10.0))


async def refuse(scene: Scene) -> str:
    """Connections are reset, and new ones end at once."""
    name, link = scene.any_link()
    link.refusing = True
    await link.reset()
    return await _heal(scene, name, (1.0, 8.0))


async def one_way(scene: Scene) -> str:
    """Requests arrive and answers do not, or the other way round."""
    name, link = scene.any_link()
    way = scene.choose.choice(("there", "back"))
    getattr(link, way).passing.clear()
    return f"{await _heal(scene, name, (2.0, 10.0))}, the way {way}"


async def slow(scene: Scene) -> str:
    """Everything takes a while."""
    name, link = scene.any_link()
    link.there.delay = link.back.delay = scene.choose.uniform(0.05, 0.4)
    return f"{await _heal(scene, name, (5.0, 10.0))}, {link.there.delay:.2f} s each way"


async def _heal(scene: Scene, name: str, seconds: tuple[float, float]) -> str:
    await asyncio.sleep(scene.choose.uniform(*seconds))
    scene.links[name].heal()
    return name
