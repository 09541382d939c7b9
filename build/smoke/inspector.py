#!/usr/bin/env python3
"""Evaluates JavaScript in the real window of a build with the devtools tag.

    inspector.py HOST:PORT SECONDS < expression.js

The window's web view was started with WEBKIT_INSPECTOR_HTTP_SERVER=HOST:PORT.
The expression is evaluated again and again until it gives a true value, which
is printed as JSON; after SECONDS the last value goes to stderr and the exit
code is 1. Only Python's standard library is used, so that nothing has to be
installed: WebSocket needs about forty lines when one side speaks text only.
"""

import base64
import json
import os
import re
import socket
import struct
import sys
import time
import urllib.request


class WebSocket:
    """The client half of RFC 6455, as much of it as the inspector needs."""

    def __init__(self, host, port, path, timeout):
        self.sock = socket.create_connection((host, port), timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self._fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise OSError(f"no WebSocket: {head[:80]!r}")

    def _fill(self):
        data = self.sock.recv(65536)
        if not data:
            raise OSError("the window closed the connection")
        self.buffer += data

    def _take(self, count):
        while len(self.buffer) < count:
            self._fill()
        out, self.buffer = self.buffer[:count], self.buffer[count:]
        return out

    def _send_frame(self, opcode, payload):
        mask = os.urandom(4)
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        body = bytes(b ^ mask[i % 4] for i, b in enumerate(payload))
        self.sock.sendall(head + mask + body)

    def send(self, message):
        self._send_frame(0x1, json.dumps(message).encode())

    def receive(self):
        text = b""
        while True:
            first, second = self._take(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", self._take(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self._take(8))
            payload = self._take(size)
            opcode = first & 0x0F
            if opcode == 0x8:
                raise OSError("the window closed the connection")
            if opcode == 0x9:
                self._send_frame(0xA, payload)
                continue
            if opcode in (0x0, 0x1):
                text += payload
                if first & 0x80:
                    return json.loads(text)


class Page:
    """One web page behind the inspector: WebKit wraps each message to it."""

    def __init__(self, socket_):
        self.socket = socket_
        self.count = 0
        self.target = None
        while self.target is None:
            self._note(self.socket.receive())

    def _note(self, message):
        """Follows the page: a navigation may replace it by a new target."""
        if message.get("method") == "Target.targetCreated":
            info = message["params"]["targetInfo"]
            if info["type"] == "page" and not info.get("isProvisional"):
                self.target = info["targetId"]
        elif message.get("method") == "Target.didCommitProvisionalTarget":
            self.target = message["params"]["newTargetId"]

    def evaluate(self, expression):
        self.count += 2
        wanted = self.count
        inner = {
            "id": wanted,
            "method": "Runtime.evaluate",
            "params": {"expression": expression, "returnByValue": True},
        }
        self.socket.send(
            {
                "id": wanted + 1,
                "method": "Target.sendMessageToTarget",
                "params": {"targetId": self.target, "message": json.dumps(inner)},
            }
        )
        while True:
            message = self.socket.receive()
            self._note(message)
            if message.get("id") == wanted + 1 and "error" in message:
                raise OSError(message["error"].get("message", "refused"))
            if message.get("method") != "Target.dispatchMessageFromTarget":
                continue
            answer = json.loads(message["params"]["message"])
            if answer.get("id") == wanted:
                result = answer.get("result", {})
                if result.get("wasThrown"):
                    raise ValueError(result["result"].get("description", "the script failed"))
                return result.get("result", {}).get("value")


def connect(address):
    host, port = address.rsplit(":", 1)
    with urllib.request.urlopen(f"http://{address}/", timeout=2) as answer:
        listing = answer.read().decode()
    found = re.search(r"/socket/\d+/\d+/WebPage", listing)
    if not found:
        raise OSError("no page yet")
    return Page(WebSocket(host, int(port), found.group(0), 5))


def main():
    address, seconds = sys.argv[1], float(sys.argv[2])
    expression = sys.stdin.read()
    deadline = time.monotonic() + seconds
    page, last = None, None
    while time.monotonic() < deadline:
        try:
            page = page or connect(address)
            last = page.evaluate(expression)
            if last:
                print(json.dumps(last))
                return 0
        except (OSError, ValueError) as error:
            # The page may still be loading or may have been replaced: look again.
            last = f"{type(error).__name__}: {error}"
            if isinstance(error, OSError):
                page = None
        time.sleep(0.1)
    print(f"still not true after {seconds:g} s: {json.dumps(last)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
