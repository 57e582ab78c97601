#!/bin/bash
# mpirun.sh MODEL: a rank on each machine of the file `hosts` ("node1 slots=1" a line), all cores of each.
# To stop it and keep the best plan: kill -USR1 PID, of mpirun.
set -eu
exec mpirun --hostfile hosts --map-by node --bind-to none \
  offtake-mpi plan "${1:?the model folder}" --paths 1M --resume --progress plain
