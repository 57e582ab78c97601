# C++20, every warning, no fast math: the same bits on every build of one platform.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

add_library(offtake_flags INTERFACE)
target_compile_options(offtake_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -ffp-contract=off -ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -fstack-protector-strong -fstack-clash-protection
  $<$<BOOL:${OFFTAKE_WERROR}>:-Werror>)
# Loops over the lanes of a group of paths. Elsewhere -O3 only makes larger code. Nobody asks which
# operation overflowed, and not to keep track of it lets both sides of a pick be worked out at once;
# it moves no bit.
set(inner_loops offtake_futures offtake_simulate)
target_compile_options(offtake_flags INTERFACE
  "$<$<AND:$<CONFIG:Release>,$<IN_LIST:$<TARGET_PROPERTY:NAME>,${inner_loops}>>:-O3;-fno-trapping-math>")
target_compile_definitions(offtake_flags INTERFACE
  _GLIBCXX_ASSERTIONS
  $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
target_link_options(offtake_flags INTERFACE -Wl,-z,relro,-z,now)
if(OFFTAKE_SANITIZE)
  target_compile_options(offtake_flags INTERFACE
    -fsanitize=${OFFTAKE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(offtake_flags INTERFACE -fsanitize=${OFFTAKE_SANITIZE})
endif()
