"""Exhaustive mode: every order of messages, losses, timers and crashes of a small system."""

from quorate.simulator.exhaustive.exploring import explore
from quorate.simulator.exhaustive.search import CounterExample, Exploration, Progress
from quorate.simulator.exhaustive.steps import Replayed, Step, replay
from quorate.simulator.exhaustive.system import Bounds, Moment, NodeStates, Stage, System

__all__ = [
    "Bounds",
    "CounterExample",
    "Exploration",
    "Moment",
    "NodeStates",
    "Progress",
    "Replayed",
    "Stage",
    "Step",
    "System",
    "explore",
    "replay",
]
