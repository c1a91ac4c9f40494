"""The bench's stage with two tasks on it, ours and the Guidance's, each held to the CPU and memory of one Fargate task."""
from __future__ import annotations

from types import TracebackType

from lab.bench.stage import GUIDANCE, OURS, Stage
from lab.proxy.nginx_binary import NginxBinary
from lab.proxy.task_definition import Ingress
from lab.sandbox.cpu_group import CpuGroup
from lab.sandbox.memory_group import MemoryGroup

NAMES = (OURS, GUIDANCE)


class HeldTask:
    """The control groups of one task."""

    def __init__(self, vcpus: float, memory_mib: int) -> None:
        self.vcpus, self.memory = vcpus, MemoryGroup(memory_mib)
        self.cpu = CpuGroup(vcpus, self.memory)

    @property
    def groups(self) -> tuple[CpuGroup, MemoryGroup]:
        """What its processes have to be in."""
        return self.cpu, self.memory


class HeldStage(Stage):
    """Both proxies, each in its groups. A context manager: leaving it ends them, and then removes the groups."""

    def __init__(self, ingress: Ingress, nginx: NginxBinary) -> None:
        super().__init__(ingress, nginx)
        self._container = ingress.container
        self.tasks: dict[str, HeldTask] = {}

    def start_contenders(self) -> None:
        for name, start in ((OURS, self.start_ours), (GUIDANCE, self.start_guidance)):
            self.tasks[name] = HeldTask(self._container.vcpus, self._container.memory_mib)
            start([group.processes for group in self.tasks[name].groups])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        super().__exit__(kind, error, trace)
        for task in self.tasks.values():
            for group in task.groups:
                group.__exit__(kind, error, trace)
