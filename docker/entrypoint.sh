#!/bin/sh
# COTURN_PORT says that a coturn listens there on PUBLIC_URL's host: browsers are then sent to it unless told otherwise.
set -eu

if [ -n "${COTURN_PORT:-}" ]; then
  # As browsers write it; what cannot be read the server itself refuses with a sentence.
  host=$(node -p 'new URL(process.env.PUBLIC_URL).hostname' 2>/dev/null || true)
  if [ -z "${TURN_URLS:-}" ]; then
    export TURN_URLS="turn:$host:$COTURN_PORT?transport=udp,turn:$host:$COTURN_PORT?transport=tcp"
  fi
  if [ -z "${STUN_URLS:-}" ]; then
    export STUN_URLS="stun:$host:$COTURN_PORT"
  fi
fi

exec "$@"
