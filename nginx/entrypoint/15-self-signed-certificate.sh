#!/bin/sh
# Makes a self-signed certificate for PUBLIC_URL's host at the first start, unless the TLS folder holds one already.
set -eu

[ ! -s "$NGINX_TLS_DIR/fullchain.pem" ] || exit 0

host=${PUBLIC_URL#*://}
host=${host%%[:/]*}
case $host in
*[!0-9.]*) name="DNS:$host" ;;
*) name="IP:$host" ;;
esac

umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 \
  -subj "/CN=$host" -addext "subjectAltName=$name" \
  -keyout "$NGINX_TLS_DIR/privkey.pem" -out "$NGINX_TLS_DIR/fullchain.pem" 2>/dev/null
echo "$0: made a self-signed certificate for $host; browsers will warn until you install a real one"
