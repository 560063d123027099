"""Neovim on a terminal: screen.py NVIM INIT FILE. Prints the screens, exits with 1 if one is not seen.

Needs pyte, which reads what the program writes as a terminal would.
"""
import fcntl, os, pty, select, struct, sys, termios, time

import pyte

COLUMNS, LINES = 150, 26
nvim, init, file = sys.argv[1:]
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execv(nvim, [nvim, "-u", init, "-i", "NONE", "-n", file])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
screen = pyte.Screen(COLUMNS, LINES)
stream = pyte.ByteStream(screen)


def see(*parts):
    """Waits until all of the parts are on the screen."""
    end = time.time() + 40
    while time.time() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                stream.feed(os.read(fd, 65536))
            except OSError:
                break
        if all(p in "\n".join(screen.display) for p in parts):
            print("\n".join(line.rstrip() for line in screen.display).rstrip())
            return
    print("\n".join(screen.display))
    print("not seen:", parts)
    os.kill(pid, 9)
    sys.exit(1)


see("} drops 1 value: D, 2 holder: Holder", "`value` does not live long enough")
os.write(fd, b"/let value\r:DropLsp timeline\r")
see("\u25cf", "\u25c61", "drop-lsp://timeline")
os.write(fd, b":qa!\r")
time.sleep(0.5)
os.kill(pid, 9)
