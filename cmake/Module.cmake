# natsop_module(PATH SRCS ... DEPS ... EXTERNAL ...): one folder, one static library.
#
# DEPS names the modules this one may include, and every one must already be defined, so that an upward or cyclic edge
# stops the configure step. EXTERNAL names the CMake targets of third-party libraries, seen by this module's sources only.
# The edges are recorded in build/layers.txt, against which tests/tidy checks every #include.
function(natsop_module path)
  cmake_parse_arguments(M "" "" "SRCS;DEPS;EXTERNAL" ${ARGN})
  string(REPLACE "/" "_" target ${path})
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_library(${target} STATIC ${M_SRCS})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  foreach(dep ${M_DEPS})
    string(REPLACE "/" "_" dep_target ${dep})
    if(NOT TARGET ${dep_target})
      message(FATAL_ERROR "${path} depends on ${dep}, which is not below it")
    endif()
    target_link_libraries(${target} PUBLIC ${dep_target})
  endforeach()
  target_link_libraries(${target} PUBLIC fmt::fmt PRIVATE ${M_EXTERNAL})
  set_property(GLOBAL APPEND_STRING PROPERTY NATSOP_LAYERS "${path}: ${M_DEPS} | ${M_EXTERNAL}\n")
endfunction()

# natsop_test(NAME SRCS ... DEPS ...): a doctest binary and its CTest entry.
function(natsop_test name)
  cmake_parse_arguments(T "" "" "SRCS;DEPS;EXTERNAL" ${ARGN})
  add_executable(${name} ${T_SRCS})
  foreach(dep ${T_DEPS})
    string(REPLACE "/" "_" dep_target ${dep})
    target_link_libraries(${name} PRIVATE ${dep_target})
  endforeach()
  target_link_libraries(${name} PRIVATE tests_main ${T_EXTERNAL})
  target_compile_definitions(${name} PRIVATE DOCTEST_CONFIG_SUPER_FAST_ASSERTS)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 120)
endfunction()

function(natsop_write_layers)
  get_property(layers GLOBAL PROPERTY NATSOP_LAYERS)
  string(REPLACE ";" " " layers "${layers}")
  file(WRITE ${PROJECT_BINARY_DIR}/layers.txt "${layers}")
endfunction()
