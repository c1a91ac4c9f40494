"""Where a task's memory can be counted: version 1, version 2 as a host has it, and version 2 as a container has it."""
from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from lab.sandbox import memory_group

_IN_A_CONTAINER = """
import sys
from pathlib import Path
from lab.sandbox.memory_group import place_that_hands_on
root = Path(sys.argv[1])
place = place_that_hands_on(sys.argv[2], root, root)
child = place / 'laboratory-1'
child.mkdir()
print(place == root, sys.argv[2] in (child / 'cgroup.controllers').read_text(), (root / 'cgroup.procs').read_text() == '')
child.rmdir()
"""


class MadeUpTree(unittest.TestCase):
    """A folder in place of /sys/fs/cgroup."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def group(self, path: str, controllers: str = 'cpu memory', hands_on: str = '', processes: str = '') -> Path:
        """Makes a control group of version 2."""
        place = self.root / path
        place.mkdir(parents=True, exist_ok=True)
        for name, text in {'cgroup.controllers': controllers, 'cgroup.subtree_control': hands_on, 'cgroup.procs': processes}.items():
            (place / name).write_text(text, encoding='ascii')
        return place

    def find(self, own_groups: str) -> Path:
        """Where a group would be made."""
        return memory_group._parent(self.root, own_groups)[0]

    def test_version_1_is_below_the_own_group(self) -> None:
        (self.root / 'memory/a:b').mkdir(parents=True)
        self.assertEqual(self.find('4:memory:/a:b\n0::/\n'), self.root / 'memory/a:b')

    def test_a_container_has_its_group_of_version_1_as_a_root(self) -> None:
        (self.root / 'memory').mkdir()
        self.assertEqual(self.find('4:memory:/docker/1\n0::/\n'), self.root / 'memory')

    def test_a_host_with_version_2_hands_on_above_the_own_group(self) -> None:
        self.group('.', hands_on='cpu memory')
        slices = self.group('system.slice', hands_on='cpu memory')
        self.group('system.slice/docker-1.scope', processes='1\n')
        self.assertEqual(self.find('0::/system.slice/docker-1.scope\n'), slices)

    def test_the_root_of_a_container_is_made_to_hand_on(self) -> None:
        self.group('.')
        self.assertEqual(self.find('0::/\n'), self.root)
        self.assertEqual((self.root / 'cgroup.subtree_control').read_text(encoding='ascii'), '+memory')

    def test_processes_move_out_of_a_root_that_must_hand_on(self) -> None:
        self.group('.', processes='1\n22\n')
        write, moved, busy = Path.write_text, [], [OSError(errno.EBUSY, 'Device or resource busy')]

        def write_text(file: Path, text: str, **options: str) -> int:
            if file.name == 'cgroup.procs':
                moved.append(text)
            elif busy:
                raise busy.pop()
            return write(file, text, **options)

        with mock.patch.object(Path, 'write_text', write_text):
            self.assertEqual(self.find('0::/\n'), self.root)
        self.assertEqual(moved, ['1', '22'])

    def test_what_is_missing_is_said(self) -> None:
        self.group('.', controllers='cpu')
        with self.assertRaisesRegex(SystemExit, 'do not count memory: run the container with --cgroupns=host'):
            self.find('0::/\n')
        self.group('.')
        self.group('user.slice')
        with self.assertRaisesRegex(SystemExit, r'hands on memory: write \+memory'):
            self.find('0::/user.slice\n')
        with self.assertRaisesRegex(SystemExit, 'no control group counts memory'):
            self.find('1:cpu:/\n')
        with self.assertRaisesRegex(SystemExit, 'version 1 of control groups counts memory here, and is not mounted at .*/memory: mount it there'):
            self.find('4:memory:/\n0::/\n')

    def test_a_root_that_cannot_be_written_is_named(self) -> None:
        self.group('.')
        with (mock.patch.object(Path, 'write_text', side_effect=OSError(errno.EROFS, 'Read-only file system')),
              self.assertRaisesRegex(SystemExit, r'subtree_control cannot be written: Read-only file system\. Run this as root')):
            self.find('0::/\n')


@unittest.skipUnless(os.getuid() == 0, 'needs root')
class NamespaceOfItsOwn(unittest.TestCase):
    """The kernel's own version 2, as a container sees it: the root of its namespace holds its processes, and hands on nothing."""

    def test_a_container_hands_on_once_its_processes_have_moved(self) -> None:
        with contextlib.ExitStack() as ends:
            mounted = Path(ends.enter_context(tempfile.TemporaryDirectory()))
            subprocess.run(['mount', '-t', 'cgroup2', 'none', str(mounted)], check=True)
            ends.callback(subprocess.run, ['umount', str(mounted)], check=True)
            controller = next(iter((mounted / 'cgroup.controllers').read_text(encoding='ascii').split()), None)
            if controller is None:
                self.skipTest('all controllers of this kernel are in use by version 1')
            switch = mounted / 'cgroup.subtree_control'
            if controller not in switch.read_text(encoding='ascii'):
                switch.write_text(f'+{controller}', encoding='ascii')
                ends.callback(switch.write_text, f'-{controller}', encoding='ascii')
            container = mounted / f'laboratory-unit-{os.getpid()}'
            container.mkdir()
            ends.callback(_remove, container)
            inside = subprocess.run(
                ['sh', '-c', (f'echo $$ > {container}/cgroup.procs && exec unshare --cgroup --mount -- sh -c '
                 f'"umount {mounted} && mount -t cgroup2 none {mounted} && exec \\"\\$@\\"" sh "$@"'), 'sh',
                 sys.executable, '-c', _IN_A_CONTAINER, str(mounted), controller],
                capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual((inside.stdout, inside.stderr), ('True True True\n', ''))


def _remove(group: Path) -> None:
    """Removes a group and those in it, none of which holds a process."""
    for child in sorted((place for place in group.rglob('*') if place.is_dir()), reverse=True):
        child.rmdir()
    group.rmdir()


if __name__ == '__main__':
    unittest.main()
