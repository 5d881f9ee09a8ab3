"""``local-slack`` (MIT, from npm) as a process, and a recorder before it through which the coach reaches its Web API."""

import json
import subprocess
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from urllib.request import Request, urlopen

import websocket

PACKAGE = "local-slack-linux-x64@0.1.8"
AMINA, TOM, INES, BOT = "U01AMINA", "U02TOM", "U03INES", "U00COACH"
CHANNEL, TEAM = "C01PARTNERS", "T01HOME"
TOKEN, APP_TOKEN, SECRET = "xoxb-foreign", "xapp-foreign", "foreign-secret"
Json = dict[str, Any]


def fetch(folder: Path) -> Path:
    """Return the program, fetched by npm where it is not there yet."""
    program = folder / "package" / "bin" / "local-slack"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(folder.glob("*.tgz"))) as packed:
            packed.extractall(folder, filter="data")
        program.chmod(0o755)
    return program


def config(requests_to: str) -> Json:
    """Return the workspace: three people, one of them not in the channel; events go to an address, or over Socket Mode."""
    app: Json = {"appId": "A01COACH", "botUserId": BOT, "botName": "Coach", "botToken": TOKEN, "appToken": APP_TOKEN}
    app |= {"signingSecret": SECRET, "mode": "events" if requests_to else "socket"}
    if requests_to:
        app["requestUrl"] = requests_to
    people = [(AMINA, "amina"), (TOM, "tom"), (INES, "ines")]
    return {
        "workspace": {"name": "Home", "domain": "home", "teamId": TEAM},
        "apps": [app],
        "users": [{"id": id, "name": name, "real_name": name.title(), "tz": "Europe/Paris"} for id, name in people],
        "channels": [{"id": CHANNEL, "name": "partners", "members": [AMINA, TOM, BOT]}],
    }


class Foreign:
    """The foreign Slack, and what people do there."""

    def __init__(self, program: Path, folder: Path, port: int, requests_to: str) -> None:
        file = folder / "workspace.json"
        file.write_text(json.dumps(config(requests_to)))
        command = [str(program), "--config", str(file), "--port", str(port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.address = f"http://localhost:{port}"
        until(lambda: self.state() is not None, "the foreign Slack answers")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def state(self) -> Json | None:
        """Everything there is, as its own page sees it; None while it does not answer."""
        try:
            page = websocket.create_connection(f"{self.address.replace('http', 'ws')}/ui", timeout=5)
        except OSError:
            return None
        try:
            state: Json = json.loads(page.recv())["state"]
            return state
        finally:
            page.close()

    def view(self) -> Json | None:
        """The modal on top."""
        stack = (self.state() or {}).get("modalStack") or []
        return stack[-1] if stack else None

    def messages(self, channel: str = CHANNEL) -> list[Json]:
        """What stands in a channel."""
        found: list[Json] = (self.state() or {})["messages"].get(channel, [])
        return found

    def does(self, what: str, **given: Any) -> None:
        """Post, run a command, click: what its control takes."""
        body = json.dumps(given).encode()
        request = Request(f"{self.address}/_control/{what}", body, {"content-type": "application/json"})
        with urlopen(request, timeout=30) as answer:
            assert json.load(answer)["ok"], (what, given)

    def submits(self, user: str, values: Json) -> None:
        """Send the modal on top."""
        page = websocket.create_connection(f"{self.address.replace('http', 'ws')}/ui", timeout=10)
        page.recv()
        page.send(json.dumps({"t": "view_submit", "user": user, "values": values}))
        time.sleep(0.4)
        page.close()


def until(found: Any, what: str, seconds: float = 20) -> Any:
    """Return what ``found`` gives, once it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.1)
    raise TimeoutError(f"not within {seconds} s: {what}")


class Recorder:
    """Takes the coach's calls, notes each, and passes it on. What the foreign Slack has not, it answers itself."""

    def __init__(self, behind: str) -> None:
        self.calls: list[tuple[str, Json, Json]] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("content-length") or 0))
                if self.path.startswith("/api/"):
                    method = self.path.rpartition("/api/")[2]
                    given = recorder.arguments(sent, self.headers.get("content-type") or "")
                    answer = recorder.answer(behind, method, sent, dict(self.headers))
                    recorder.calls.append((method, given, json.loads(answer)))
                    # Files go to the address that calls go to, as with Slack.
                    answer = answer.replace(behind.encode(), recorder.address.removesuffix("/api/").encode())
                else:
                    answer = recorder.passed_on(f"{behind}{self.path}", sent, dict(self.headers))
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://localhost:{self._server.server_address[1]}/api/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()

    @staticmethod
    def arguments(sent: bytes, kind: str) -> Json:
        if "json" in kind:
            return dict(json.loads(sent or b"{}"))
        found: Json = dict(parse_qsl(sent.decode(), keep_blank_values=True))
        for name in ("blocks", "view", "metadata", "files"):
            if isinstance(found.get(name), str):
                found[name] = json.loads(found[name])
        return found

    @staticmethod
    def answer(behind: str, method: str, sent: bytes, headers: dict[str, str]) -> bytes:
        if method == "users.conversations":  # it names the bot's channels, whoever is asked for
            return json.dumps({"ok": True, "channels": [{"id": CHANNEL}]}).encode()
        return Recorder.passed_on(f"{behind}/api/{method}", sent, headers)

    @staticmethod
    def passed_on(address: str, sent: bytes, headers: dict[str, str]) -> bytes:
        kept = {name: value for name, value in headers.items() if name.lower() in ("content-type", "authorization")}
        with urlopen(Request(address, sent, kept), timeout=30) as answer:
            body: bytes = answer.read()
            return body
