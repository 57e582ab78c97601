# OFFTAKE_MPI: ON needs MPI; AUTO takes it where it is there and tests are built. MPI's own code is not
# made for sanitizers.
set(OFFTAKE_HAS_MPI OFF)
if(OFFTAKE_MPI STREQUAL "AUTO")
  if(OFFTAKE_TESTS AND NOT OFFTAKE_SANITIZE)
    find_package(MPI QUIET COMPONENTS C)
    set(OFFTAKE_HAS_MPI ${MPI_C_FOUND})
  endif()
elseif(OFFTAKE_MPI)
  find_package(MPI REQUIRED COMPONENTS C)
  set(OFFTAKE_HAS_MPI ON)
endif()
if(NOT OFFTAKE_HAS_MPI)
  if(OFFTAKE_TESTS AND NOT OFFTAKE_SANITIZE)
    message(STATUS "no offtake-mpi and none of its tests: they need MPI (libopenmpi-dev, openmpi-bin)")
  endif()
  return()
endif()

get_property(others GLOBAL PROPERTY OFFTAKE_LIBRARIES)
offtake_library(mpi DEPENDS base THIRD_PARTY MPI::MPI_C)
# Only the C interface: that of C++ has long been taken out of the standard.
target_compile_definitions(offtake_mpi PRIVATE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
# The plain program never links MPI.
set_property(GLOBAL PROPERTY OFFTAKE_LIBRARIES ${others})
add_subdirectory(apps/offtake-mpi)
