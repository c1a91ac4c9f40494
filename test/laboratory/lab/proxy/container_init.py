"""The first process of the container: makes the container's own file system, becomes its user, and is replaced by its entry point.

Runs as a program in fresh mount and process namespaces, with a description of the container as its argument. What a runtime
does for the official image on Fargate is done here with the host's own programs: /usr is the host's, read-only.
"""
from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path('/run/laboratory/root')
_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
_DIRECTORIES = ('usr', 'proc', 'dev', 'etc/nginx', 'var/log/nginx', 'var/cache/nginx', 'run', 'tmp', 'host')
_DEVICES = ('null', 'zero', 'full', 'random', 'urandom')
_OPEN_FILES = 65535
"""The default limit of a Fargate task."""
_TMPFS_DEFAULTS = ('rw', 'nosuid', 'nodev', 'noexec', 'relatime')
"""What container runtimes mount a tmpfs with, before the task definition's own options."""


def main(description: dict[str, Any], report_to: int) -> None:
    """Never returns."""
    os.write(report_to, f'{Path("/proc/self").readlink()}\n'.encode())      # this process as the laboratory sees it, to send signals to
    os.close(report_to)
    _set_system_controls(description['system_controls'])
    _build_root(Path(description['nginx']), description['uid'], description['gid'])
    for tmpfs in description['tmpfs']:
        _mount_tmpfs(tmpfs)
    _move_into_root(description['read_only_root'])
    _limit_open_files()
    _hear_signals()
    environment = {'PATH': _PATH, 'HOME': '/', 'HOSTNAME': 'task', **description['environment']}
    command = [*_become(description), *description['entry_point']]
    os.execvpe(command[0], command, environment)


def _set_system_controls(controls: dict[str, str]) -> None:
    for name, value in controls.items():
        Path('/proc/sys', *name.split('.')).write_text(value, encoding='ascii')


def _build_root(nginx: Path, uid: int, gid: int) -> None:
    _ROOT.mkdir(exist_ok=True)
    _mount('-t', 'tmpfs', '-o', 'mode=755', 'root', _ROOT)
    for directory in _DIRECTORIES:
        (_ROOT / directory).mkdir(parents=True)
    (_ROOT / 'tmp').chmod(0o1777)
    _bind_read_only(Path('/usr'), _ROOT / 'usr')
    for name in ('bin', 'sbin', 'lib', 'lib64'):
        _mirror(Path('/') / name)
    _mirror_alternatives()
    if Path('/etc/ld.so.cache').exists():
        (_ROOT / 'etc/ld.so.cache').write_bytes(Path('/etc/ld.so.cache').read_bytes())
    (_ROOT / 'etc/passwd').write_text(f'root:x:0:0:root:/root:/bin/sh\nnginx:x:{uid}:{gid}:nginx:/nonexistent:/bin/false\n', encoding='ascii')
    (_ROOT / 'etc/group').write_text(f'root:x:0:\nnginx:x:{gid}:\n', encoding='ascii')
    _install_nginx(nginx)
    _make_devices()
    _mount('-t', 'proc', 'proc', _ROOT / 'proc')


def _mirror(path: Path) -> None:
    """/bin, /lib and their likes: links into /usr, or directories on systems that keep them apart."""
    if path.is_symlink():
        (_ROOT / path.name).symlink_to(path.readlink())
    elif path.is_dir():
        (_ROOT / path.name).mkdir()
        _bind_read_only(path, _ROOT / path.name)


def _mirror_alternatives() -> None:
    """Where Debian says which program is awk, in its image as on a host."""
    alternatives = Path('/etc/alternatives')
    if alternatives.is_dir():
        (_ROOT / 'etc/alternatives').mkdir()
        _bind_read_only(alternatives, _ROOT / 'etc/alternatives')


def _install_nginx(nginx: Path) -> None:
    """First on the image's PATH, on a file system of its own since /usr is the host's."""
    place = _ROOT / 'usr/local/sbin'
    _mount('-t', 'tmpfs', '-o', 'mode=755', 'nginx', place)
    (place / 'nginx').touch()
    _bind_read_only(nginx, place / 'nginx')
    _mount('-o', 'remount,bind,ro', place)


def _make_devices() -> None:
    devices = _ROOT / 'dev'
    for name in _DEVICES:
        (devices / name).touch()
        _mount('--bind', f'/dev/{name}', devices / name)
    for name, target in {'fd': '', 'stdin': '/0', 'stdout': '/1', 'stderr': '/2'}.items():
        (devices / name).symlink_to('/proc/self/fd' + target)
    (devices / 'shm').mkdir()
    _mount('-t', 'tmpfs', '-o', 'nosuid,nodev,noexec,mode=1777,size=64m', 'shm', devices / 'shm')


def _mount_tmpfs(tmpfs: dict[str, Any]) -> None:
    place = _ROOT / tmpfs['path'].lstrip('/')
    place.mkdir(parents=True, exist_ok=True)
    _mount('-t', 'tmpfs', '-o', ','.join((*_TMPFS_DEFAULTS, f"size={tmpfs['size_mib']}m", *tmpfs['options'])), 'tmpfs', place)


def _move_into_root(read_only: bool) -> None:
    os.chdir(_ROOT)
    subprocess.run(['pivot_root', '.', 'host'], check=True)
    os.chroot('.')
    os.chdir('/')
    subprocess.run(['umount', '--lazy', '/host'], check=True)
    Path('/host').rmdir()
    if read_only:
        _mount('-o', 'remount,bind,ro', '/')


def _become(description: dict[str, Any]) -> list[str]:
    """The command that takes on the container's user. A plain user owns one identity only: a nested user namespace renames it."""
    uid, gid = str(description['uid']), str(description['gid'])
    bounds = ['--no-new-privs', *(['--bounding-set=-all', '--inh-caps=-all'] if description['drops_all_capabilities'] else [])]
    if description['root']:
        return ['setpriv', f'--reuid={uid}', f'--regid={gid}', '--clear-groups', *bounds, '--']
    rename = ['unshare', '--user', f'--map-user={uid}', f'--map-group={gid}', '--keep-caps', '--']
    return [*rename, 'setpriv', '--ambient-caps=-all', *bounds, '--']


def _hear_signals() -> None:
    """Signals do what they do by default, as under a container runtime.

    A shell starts programs in the background without SIGINT and SIGQUIT, and Python goes without SIGPIPE. What is ignored stays so
    in the entry point, and a shell cannot trap it.
    """
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)


def _limit_open_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    except (ValueError, PermissionError):                       # this machine allows less, and raising it needs a right that is not here
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _bind_read_only(source: Path, target: Path) -> None:
    _mount('--bind', source, target)
    kept = [option for option, flag in {'nosuid': os.ST_NOSUID, 'nodev': os.ST_NODEV}.items() if os.statvfs(source).f_flag & flag]
    _mount('-o', ','.join(('remount', 'bind', 'ro', *kept)), target)


def _mount(*arguments: str | Path) -> None:
    subprocess.run(['mount', *map(str, arguments)], check=True)


if __name__ == '__main__':
    main(json.loads(sys.argv[1]), int(sys.argv[2]))
