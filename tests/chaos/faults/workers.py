"""What happens to workers."""

import asyncio
import signal

from tests.chaos.scene import SESSION_SECONDS, Scene


async def none(scene: Scene) -> str:
    """Nothing, for as long as other faults take: the control."""
    await asyncio.sleep(scene.choose.uniform(5, 10))
    return "nothing"


async def kill(scene: Scene) -> str:
    """Killed, and started again by its supervisor."""
    return await _end(scene, signal.SIGKILL)


async def kill_twice(scene: Scene) -> str:
    """Killed, started, and killed again while it starts, joins or restores."""
    worker = scene.any_worker()
    async with scene.hurting(worker):
        await asyncio.to_thread(worker.end, signal.SIGKILL)
        worker.start()
        await asyncio.sleep(scene.choose.uniform(0.3, 6))
        await asyncio.to_thread(worker.end, signal.SIGKILL)
    return worker.name


async def term(scene: Scene) -> str:
    """Told to stop, and started again when it has."""
    return await _end(scene, signal.SIGTERM)


async def leave(scene: Scene) -> str:
    """Told to stop, and away for longer than the session timeout: others must have its lanes at once."""
    return await _end(scene, signal.SIGTERM, away=SESSION_SECONDS * 1.5)


async def gone(scene: Scene) -> str:
    """Killed, and away for 20 seconds."""
    return await _end(scene, signal.SIGKILL, away=20)


async def stop(scene: Scene) -> str:
    """Frozen past the session timeout, then awake as one whose lanes others have."""
    worker = scene.any_worker()
    async with scene.hurting(worker):
        worker.send_signal(signal.SIGSTOP)
        await asyncio.sleep(SESSION_SECONDS + scene.choose.uniform(0.5, 6))
        worker.send_signal(signal.SIGCONT)
    return worker.name


async def join(scene: Scene) -> str:
    """A further worker comes, and leaves after some seconds, politely or not."""
    number = scene.choose.choice((signal.SIGTERM, signal.SIGKILL))
    async with scene.hurting(scene.guest):
        scene.guest.start()
        await scene.until_ready(scene.guest)
        await asyncio.sleep(scene.choose.uniform(1, 4))
        await asyncio.to_thread(scene.guest.end, number)
    return f"{scene.guest.name}, {number.name}"


async def _end(scene: Scene, number: signal.Signals, away: float = 0) -> str:
    """End any worker; its supervisor starts it again when it has been away for so many seconds."""
    worker = scene.any_worker()
    async with scene.hurting(worker):
        await asyncio.to_thread(worker.end, number)
        await asyncio.sleep(away)
    return worker.name
