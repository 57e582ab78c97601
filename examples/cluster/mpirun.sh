#!/bin/bash
# mpirun.sh MODEL: a rank on each machine of the file `hosts` ("node1 slots=1" a line), all cores of each.
# To stop it and keep the best plan: kill -USR1 PID, of mpirun.
# A machine that is gone is noticed after some 25 seconds, not minutes.
set -eu
exec mpirun --mca oob_tcp_keepalive_time 10 --mca oob_tcp_keepalive_intvl 5 --mca oob_tcp_keepalive_probes 3 \
  --hostfile hosts --map-by node --bind-to none \
  offtake-mpi plan "${1:?the model folder}" --paths 1M --resume --progress plain
