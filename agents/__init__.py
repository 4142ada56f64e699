"""What happens: one room an agent, in the order of the flow: classify → correlate → match → notify.

In each room `agent.py` holds the Faust side and is short; everything else is pure and can be tested alone.
"""
