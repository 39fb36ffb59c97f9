# Becomes the program of its arguments, in a sandbox that refuses NETLINK_SOCK_DIAG sockets with EPERM, as strict
# seccomp profiles do.
#
#   python3 test/juries/without-netlink.py PROGRAM [ARGUMENT...]
import ctypes
import os
import platform
import struct
import sys

SOCKET = {'x86_64': 41, 'aarch64': 198}[platform.machine()]
AF_NETLINK, NETLINK_SOCK_DIAG, EPERM = 16, 4, 1
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
# struct seccomp_data: the call's number, then from byte 16 on its arguments, eight bytes each.
PROGRAM = [
    (LOAD, 0, 0, 0),
    (JUMP_IF_EQUAL, 0, 5, SOCKET),
    (LOAD, 0, 0, 16),
    (JUMP_IF_EQUAL, 0, 3, AF_NETLINK),
    (LOAD, 0, 0, 32),
    (JUMP_IF_EQUAL, 0, 1, NETLINK_SOCK_DIAG),
    (RETURN, 0, 0, ERRNO | EPERM),
    (RETURN, 0, 0, ALLOW),
]
code = b''.join(struct.pack('HBBI', *step) for step in PROGRAM)
memory = ctypes.create_string_buffer(code)
# struct sock_fprog: how many steps, and where they are.
steps = struct.pack('HxxxxxxP', len(PROGRAM), ctypes.addressof(memory))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, steps, 0, 0):
    sys.exit(os.strerror(ctypes.get_errno()))
os.execvp(sys.argv[1], sys.argv[1:])
