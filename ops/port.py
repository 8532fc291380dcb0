"""Say in words, before anything is built or started, when the address we are to answer at is taken."""

import socket
import sys

HOST = "127.0.0.1"


def trouble_with(text: str) -> str:
    """The sentence for a port that cannot be used, or an empty string."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        return (
            f"PORT must be a number from 1 to 65535, not {text!r}. Try: make demo PORT=8010\n"
            f"PORT 应为 1 到 65535 之间的数字，当前为 {text!r}。请试：make demo PORT=8010"
        )
    port = int(text)
    other = 8010 if port != 8010 else 8020
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            trial.bind((HOST, port))
        except PermissionError:
            return (
                f"This user may not listen on port {port}. Take one above 1023: make demo PORT={other}\n"
                f"当前用户无权监听端口 {port}。请改用 1023 以上的端口：make demo PORT={other}"
            )
        except OSError:
            return (
                f"Port {port} on {HOST} is taken by another programme (perhaps a demo that is still running).\n"
                f"Stop that one, or choose another port: make demo PORT={other}\n"
                f"{HOST} 的端口 {port} 已被其他程序占用（可能是仍在运行的演示）。\n"
                f"请先停止该程序，或换一个端口：make demo PORT={other}"
            )
    return ""


if __name__ == "__main__":
    if sentence := trouble_with(sys.argv[1]):
        sys.exit(f"\n{sentence}\n")
