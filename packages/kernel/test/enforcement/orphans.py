"""What becomes of a process without a parent; says whose it is, and how many have ended that nobody waited for."""
import os
import sys
import time

def forked(act):
    if os.fork() == 0:
        act()
        os._exit(0)

def orphan():
    while os.getppid() == middle:
        time.sleep(0.01)
    os.write(1, b"%d\n" % os.getppid())

def leave():
    global middle
    middle = os.getpid()
    forked(orphan)

def is_left(pid):
    try:
        status = open(f"/proc/{pid}/status").read()
    except OSError:
        return False
    return "State:\tZ" in status and f"PPid:\t{sys.argv[1]}\n" in status

for _ in range(20):
    forked(leave)
    os.wait()
time.sleep(1)
print("left", sum(is_left(pid) for pid in os.listdir("/proc") if pid.isdigit()))
