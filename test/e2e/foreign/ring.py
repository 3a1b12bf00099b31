"""A client in another language: signs in over REST, connects with python-socketio, waits for a ring and declines it.

Usage: ring.py URL LOGIN PASSWORD. Prints one JSON line per event; the last one is {"event": "done", ...}.
"""

import json
import os
import sys
import threading
import urllib.request

import socketio

WAIT_S = 20
url, login, password = sys.argv[1:]


speaking = threading.Lock()


def say(event, data=None):
    # Handlers run in threads of their own.
    with speaking:
        sys.stdout.write(json.dumps({"event": event, "data": data}) + "\n")
        sys.stdout.flush()


def post(path, body):
    request = urllib.request.Request(
        url + path, data=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
        return json.load(answer)


signed_in = post("/api/auth/login", {"login": login, "password": password})

client = socketio.Client(reconnection=False)
rung = threading.Event()
ringing = {}


@client.on("*")
def any_event(event, data=None):
    say(event, data)


@client.on("call:incoming")
def incoming(data):
    say("call:incoming", data)
    ringing.update(data)
    rung.set()


client.connect(url, auth={"token": signed_in["accessToken"]}, transports=["polling", "websocket"], wait_timeout=WAIT_S)
if not rung.wait(WAIT_S):
    print("nobody rang", file=sys.stderr, flush=True)
    # The client's threads would keep an ordinary exit waiting.
    os._exit(1)

call_id = ringing["call"]["id"]
say("ack call:alerting", client.call("call:alerting", {"callId": call_id}, timeout=WAIT_S))
say("ack call:accept of an unknown field", client.call("call:accept", {"callId": call_id, "nonsense": 1}, timeout=WAIT_S))
say("ack call:decline", client.call("call:decline", {"callId": call_id}, timeout=WAIT_S))
client.disconnect()
say("done", {"transport": "python-socketio"})
