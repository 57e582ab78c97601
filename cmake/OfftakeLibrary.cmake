# offtake_library(<folder> [DEPENDS <folder>…] [THIRD_PARTY <target>…])
# A static library of src/offtake/<folder>/*.cpp and, beside it, a test program of its *_test.cpp.
# What base owns (fmt, JSON) is offered through its own headers, so it is public there; elsewhere a
# third party stays private.
function(offtake_library folder)
  cmake_parse_arguments(ARG "" "" "DEPENDS;THIRD_PARTY" ${ARGN})
  set(dir ${PROJECT_SOURCE_DIR}/src/offtake/${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  set(library offtake_${folder})
  add_library(${library} STATIC ${sources})
  target_include_directories(${library} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(${library} PRIVATE offtake_flags)
  # Where time goes when tests run. The rest compiles twice as fast without.
  if(OFFTAKE_SANITIZE AND folder MATCHES "^(base|program|futures|solve|simulate|optimize|plan)$")
    target_compile_options(${library} PRIVATE -O1)
  endif()
  list(TRANSFORM ARG_DEPENDS PREPEND offtake_)
  target_link_libraries(${library} PUBLIC ${ARG_DEPENDS})
  if(folder STREQUAL "base")
    target_link_libraries(${library} PUBLIC ${ARG_THIRD_PARTY})
  else()
    target_link_libraries(${library} PRIVATE ${ARG_THIRD_PARTY})
  endif()
  set_property(GLOBAL APPEND PROPERTY OFFTAKE_LIBRARIES ${library})

  if(OFFTAKE_TESTS AND tests)
    offtake_test(${library}_test ${tests})
    target_link_libraries(${library}_test PRIVATE ${library} ${ARG_THIRD_PARTY})
  endif()
endfunction()

# offtake_test(<name> <source>…)
function(offtake_test name)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE offtake_flags GTest::gtest GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 120
    PROPERTIES ENVIRONMENT "OFFTAKE_SOURCE=${PROJECT_SOURCE_DIR}")
endfunction()

# offtake/base/version.h: the version, and the commit where there is one.
function(offtake_version_header)
  set(OFFTAKE_COMMIT "")
  find_package(Git QUIET)
  if(GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
    execute_process(COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} rev-parse --short=10 HEAD
      OUTPUT_VARIABLE OFFTAKE_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  configure_file(${PROJECT_SOURCE_DIR}/src/offtake/base/version.h.in
                 ${PROJECT_BINARY_DIR}/generated/offtake/base/version.h @ONLY)
endfunction()
