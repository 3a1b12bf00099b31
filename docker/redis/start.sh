#!/bin/sh
# Hands the password to Redis by its standard input; as a flag it would show in the process list.
set -eu
umask 077

config=$(mktemp)
{
  echo 'appendonly yes'
  echo 'maxmemory-policy noeviction'
  # Quoted as redis.conf wants it.
  printf 'requirepass "%s"\n' "$(printf %s "$REDIS_PASSWORD" | sed 's/[\\"]/\\&/g')"
} >"$config"
exec <"$config"
rm "$config"

# The image's own script, which gives up the rights of root.
exec docker-entrypoint.sh redis-server -
