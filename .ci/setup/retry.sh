#!/usr/bin/env bash
# retry.sh COMMAND...: a step that needs the network, tried three times.
set -u
for pause_s in 5 15 0; do
  "$@" && exit 0
  code=$?
  [ "$pause_s" = 0 ] && break
  echo "failed (exit $code), again in ${pause_s}s: $*" >&2
  sleep "$pause_s"
done
exit "$code"
