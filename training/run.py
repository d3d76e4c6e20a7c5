"""A training run that can be interrupted: it goes on from its last checkpoint as if it had not been."""

from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import torch

_EVERY = 100
"""Steps between two checkpoints."""
_TOLD = 25
"""Steps whose mean loss is one line, and one point of the curve."""


def halves(device: torch.device) -> torch.autocast:
    """Two bytes a number for the matrices, where that is quick: a processor without instructions for it takes
    many times as long."""
    quick = device.type != "cpu" or bool(torch.cpu.get_capabilities().get("amx_bf16"))
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=quick)


def run(
    module: torch.nn.Module,
    optimiser: torch.optim.Optimizer,
    loss: Callable[[int], torch.Tensor],
    config: Any,
    steps: int,
    warmup: float,
    checkpoint: Path,
    stop: int | None = None,
) -> list[float]:
    """Train `module` in place, to step `steps` or `stop`, and return the losses of all steps.

    `loss` gives that of a step and may draw at random: torch's state is the step's own. The rate rises over
    `warmup`, a share of all steps, and falls to nothing at their end. A checkpoint of another `config`, a
    dataclass, is not gone on from. Raises TypeError when `config` is none.
    """
    if not is_dataclass(config) or isinstance(config, type):
        raise TypeError(f"expected settings in a dataclass, got {type(config).__name__}")
    settings = asdict(config)
    rises = max(1, int(steps * warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / rises, max(0.0, (steps - n) / max(1, steps - rises)))
    )
    losses: list[float] = []
    if checkpoint.is_file():
        kept = torch.load(checkpoint, map_location="cpu")
        if kept["config"] == settings:
            module.load_state_dict(kept["module"])
            optimiser.load_state_dict(kept["optimiser"])
            schedule.load_state_dict(kept["schedule"])
            losses = kept["losses"]
    module.train()
    last = steps if stop is None else min(stop, steps)
    for step in range(len(losses), last):
        torch.manual_seed(settings["seed"] * 1_000_003 + step)
        value = loss(step)
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(value.detach()))
        if (step + 1) % _TOLD == 0:
            print(f"{step + 1}/{steps} loss {sum(losses[-_TOLD:]) / _TOLD:.3f}", flush=True)
        if (step + 1) % _EVERY == 0 or step + 1 == last:
            state = {
                "config": settings,
                "module": module.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
                "losses": losses,
            }
            checkpoint.parent.mkdir(parents=True, exist_ok=True)
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
    return losses


def draw(losses: list[float], path: Path) -> None:
    """The loss curve, each point the mean of 25 steps, as a picture."""
    from matplotlib import pyplot  # noqa: PLC0415  only a finished run draws

    points = range(0, len(losses) - _TOLD + 1, _TOLD)
    figure, axes = pyplot.subplots(figsize=(7, 3.5))
    axes.plot(
        [at + _TOLD for at in points],
        [sum(losses[at : at + _TOLD]) / _TOLD for at in points],
        color="#8c2f1b",
    )
    axes.set_xlabel("step")
    axes.set_ylabel("loss")
    axes.set_ylim(bottom=0)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
