#!/bin/sh
# Writes the configuration from the environment and becomes coturn; as flags, the secret would show in the process list.
set -eu
umask 077

realm=${PUBLIC_URL#*://}
realm=${realm%%[:/]*}
config=$(mktemp)
{
  cat "${COTURN_CONFIG:-/etc/coturn/turnserver.conf}"
  echo "static-auth-secret=$TURN_SECRET"
  [ -z "${TURN_SECRET_PREVIOUS:-}" ] || echo "static-auth-secret=$TURN_SECRET_PREVIOUS"
  echo "realm=$realm"
  echo "listening-port=$COTURN_PORT"
  echo "min-port=$COTURN_MIN_PORT"
  echo "max-port=$COTURN_MAX_PORT"
  [ -z "${COTURN_LISTENING_IP:-}" ] || echo "listening-ip=$COTURN_LISTENING_IP"
  [ -z "${COTURN_EXTERNAL_IP:-}" ] || echo "external-ip=$COTURN_EXTERNAL_IP"
} >"$config"

exec turnserver -c "$config"
