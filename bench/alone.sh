#!/bin/sh
# Runs a benchmark where it measures nothing but itself: among its own processes and sockets only, and before
# everybody else who wants the processor. Needs root.
#
#   bench/alone.sh node bench/run.mjs
export BENCH_ALONE=1
exec unshare --pid --fork --mount-proc --net chrt --rr 10 sh -c 'ip link set lo up && exec "$@"' sh "$@"
