# offtake::highs, the HiGHS solver through its C API (docs/decisions/0002-highs.md).
#   OFFTAKE_HIGHS = auto | system | wheel | source
#   auto tries a system package, then the Python package highsbox, then OFFTAKE_HIGHS_SOURCE.
set(OFFTAKE_HIGHS auto CACHE STRING "Where HiGHS comes from: auto, system, wheel or source")
set_property(CACHE OFFTAKE_HIGHS PROPERTY STRINGS auto system wheel source)
set(OFFTAKE_HIGHS_SOURCE "" CACHE PATH "A HiGHS source folder, for OFFTAKE_HIGHS=source")

function(offtake_highs_imported include library)
  add_library(offtake::highs SHARED IMPORTED GLOBAL)
  set_target_properties(offtake::highs PROPERTIES IMPORTED_LOCATION ${library})
  target_include_directories(offtake::highs SYSTEM INTERFACE ${include})
endfunction()

function(offtake_highs_system)
  find_path(include NAMES interfaces/highs_c_api.h PATH_SUFFIXES highs NO_CACHE)
  find_library(library NAMES highs NO_CACHE)
  if(include AND library)
    offtake_highs_imported(${include} ${library})
    set(OFFTAKE_HIGHS_FOUND "system (${library})" PARENT_SCOPE)
    set(OFFTAKE_HIGHS_INCLUDE ${include} PARENT_SCOPE)
  endif()
endfunction()

# The exported CMake files of highsbox name a lib64 that is not there, so Python is asked instead.
function(offtake_highs_wheel)
  if(DEFINED Python3_EXECUTABLE)
    set(python ${Python3_EXECUTABLE})
  else()
    find_program(python NAMES python3 NO_CACHE)
  endif()
  execute_process(
    COMMAND ${python} -c "import highsbox as h; print(h.highs_include_dir(), h.highs_lib_dir(), sep=';')"
    OUTPUT_VARIABLE dirs OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    return()
  endif()
  list(GET dirs 0 root)
  list(GET dirs 1 lib)
  find_path(include NAMES interfaces/highs_c_api.h PATHS ${root} ${root}/highs NO_DEFAULT_PATH NO_CACHE)
  find_library(library NAMES highs PATHS ${lib} NO_DEFAULT_PATH NO_CACHE)
  if(include AND library)
    offtake_highs_imported(${include} ${library})
    file(GLOB files ${lib}/libhighs*.so*)
    set(OFFTAKE_HIGHS_FOUND "wheel (${library})" PARENT_SCOPE)
    set(OFFTAKE_HIGHS_INCLUDE ${include} PARENT_SCOPE)
    set(OFFTAKE_HIGHS_FILES ${files} PARENT_SCOPE)
  endif()
endfunction()

function(offtake_highs_source)
  if(NOT EXISTS ${OFFTAKE_HIGHS_SOURCE}/CMakeLists.txt)
    return()
  endif()
  # The source distribution lacks two files that its own build asks for.
  foreach(file highs.pc.in app/CMakeLists.txt)
    if(NOT EXISTS ${OFFTAKE_HIGHS_SOURCE}/${file})
      file(WRITE ${OFFTAKE_HIGHS_SOURCE}/${file} "")
    endif()
  endforeach()
  set(BUILD_TESTING OFF)
  set(FAST_BUILD ON)
  add_subdirectory(${OFFTAKE_HIGHS_SOURCE} ${CMAKE_BINARY_DIR}/highs EXCLUDE_FROM_ALL)
  add_library(offtake_highs_built INTERFACE)
  target_link_libraries(offtake_highs_built INTERFACE highs)
  target_include_directories(offtake_highs_built SYSTEM INTERFACE ${OFFTAKE_HIGHS_SOURCE}/highs
                             ${OFFTAKE_HIGHS_SOURCE}/src)
  add_library(offtake::highs ALIAS offtake_highs_built)
  set(OFFTAKE_HIGHS_FOUND "source (${OFFTAKE_HIGHS_SOURCE})" PARENT_SCOPE)
endfunction()

set(OFFTAKE_HIGHS_FOUND "")
if(OFFTAKE_HIGHS STREQUAL "auto")
  set(ways system wheel source)
else()
  set(ways ${OFFTAKE_HIGHS})
endif()
foreach(way IN LISTS ways)
  if(NOT OFFTAKE_HIGHS_FOUND)
    cmake_language(CALL offtake_highs_${way})
  endif()
endforeach()
if(NOT OFFTAKE_HIGHS_FOUND)
  message(FATAL_ERROR
    "HiGHS was not found (OFFTAKE_HIGHS=${OFFTAKE_HIGHS}). Any one of these mends it:\n"
    "  pip install highsbox            then configure with -DPython3_EXECUTABLE=<that python>\n"
    "  apt install libhighs-dev        where the system has it\n"
    "  -DOFFTAKE_HIGHS=source -DOFFTAKE_HIGHS_SOURCE=<a HiGHS source folder>")
endif()
message(STATUS "HiGHS: ${OFFTAKE_HIGHS_FOUND}")

# Header and library must be of one version: a mix answers wrongly without a word.
if(OFFTAKE_HIGHS_INCLUDE)
  try_run(ran compiled ${CMAKE_BINARY_DIR}/highs_version ${PROJECT_SOURCE_DIR}/cmake/highs_version.c
    CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${OFFTAKE_HIGHS_INCLUDE}"
    LINK_LIBRARIES offtake::highs
    COMPILE_OUTPUT_VARIABLE said RUN_OUTPUT_VARIABLE versions)
  if(NOT compiled)
    message(FATAL_ERROR "HiGHS does not link through its C API:\n${said}")
  elseif(NOT ran EQUAL 0)
    message(FATAL_ERROR "HiGHS's header and library differ: ${versions}")
  endif()
  message(STATUS "HiGHS: ${versions}")
endif()
