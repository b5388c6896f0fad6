"""Sets a process's own limits, then becomes the program. Started by its path, alone.

Code between fork and exec (`preexec_fn`) may deadlock when the parent has threads, and the web
server has; so the limits are set by this small program in the child itself.

    python -I -S launch.py CPU_SECONDS MEMORY_BYTES DESCRIPTORS -- PROGRAM ARGUMENT…
"""

import os
import resource
import sys

# What a parent recognises as "never became the program". Codes 126 and 127 are the shell's.
EXIT_NOT_STARTED = 126


def restrict(cpu_seconds: int, memory_bytes: int, descriptors: int) -> None:
    """Lower the limits of this process; none of them can be raised again."""
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (descriptors, descriptors),
        # One second of grace between the signal that says "time is up" and the one that ends it.
        resource.RLIMIT_CPU: (cpu_seconds, cpu_seconds + 1),
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
    }
    for name, (soft, hard) in wanted.items():
        _, ceiling = resource.getrlimit(name)
        if ceiling == resource.RLIM_INFINITY:
            resource.setrlimit(name, (soft, hard))
        else:
            resource.setrlimit(name, (min(soft, ceiling), min(hard, ceiling)))


def main(arguments: list[str]) -> None:
    """Restrict, then replace this process by the program."""
    split = arguments.index("--")
    cpu_seconds, memory_bytes, descriptors = (int(text) for text in arguments[:split])
    program = arguments[split + 1 :]
    restrict(cpu_seconds, memory_bytes, descriptors)
    try:
        os.execvp(program[0], program)  # noqa: S606  a shell is what is to be avoided
    except OSError as error:
        sys.stderr.write(f"launch: {program[0]}: {error.strerror}\n")
        sys.exit(EXIT_NOT_STARTED)


if __name__ == "__main__":
    main(sys.argv[1:])
