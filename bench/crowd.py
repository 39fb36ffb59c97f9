# A crowded machine to be measured: processes that each open listeners on loopback and do nothing
# more, and connections. Says `ready`, and takes everything down again when its
# standard input closes or it is told to end.
#
#   python3 bench/crowd.py PROCESSES LISTENERS_EACH [CONNECTIONS]
#
# Forked from one small process, two thousand of them fit into a gigabyte; as programs of their own
# they would not. Half of the listeners are TCP and half UDP, on ports that the kernel picks.
import os
import resource
import select
import signal
import socket
import struct
import sys

# Reset when closed: nothing stays behind in TIME_WAIT.
RESET = struct.pack('ii', 1, 0)
# As many connections as this share a destination and a process: the kernel has some 28,000 ports for
# each destination, and a process may often have no more than 20,000 descriptors, two for each.
TOGETHER = 8_000


def listeners(process, count):
    held = []
    for index in range(count):
        kind = (socket.SOCK_STREAM, socket.SOCK_DGRAM)[(process * count + index) % 2]
        one = socket.socket(socket.AF_INET, kind)
        # Addresses of their own, so that no family of ports runs out.
        one.bind((f'127.1.{process % 200}.1', 0))
        if kind == socket.SOCK_STREAM:
            one.listen(1)
        held.append(one)
    return held


def connections(count):
    server = socket.socket()
    server.bind(('127.2.0.1', 0))
    server.listen(64)
    held = [server]
    for _ in range(count):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        client.connect(server.getsockname())
        accepted, _ = server.accept()
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        held += [client, accepted]
    return held


def child(work):
    """Forks a process that does `work`, says so, and sleeps; it ends with its parent."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(0)
        os.close(reading)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        held = work()
        os.write(writing, b'.')
        os.close(writing)
        while held is not None:
            signal.pause()
        os._exit(0)
    os.close(writing)
    said = os.read(reading, 1)
    os.close(reading)
    children.append(pid)
    if said != b'.':
        end()
        sys.exit('a process could not open its sockets')


def end(*_):
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)
    children.clear()


children = []
processes, each, connected = [int(word) for word in (sys.argv[1:] + ['0'])[:3]]
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
signal.signal(signal.SIGTERM, lambda *_: (end(), sys.exit(0)))
signal.signal(signal.SIGINT, lambda *_: (end(), sys.exit(0)))
for number in range(processes):
    child(lambda: listeners(number, each))
for first in range(0, connected, TOGETHER):
    child(lambda: connections(min(TOGETHER, connected - first)))
print(f'ready {processes} {processes * each} {connected}', flush=True)
try:
    select.select([sys.stdin], [], [])
finally:
    end()
