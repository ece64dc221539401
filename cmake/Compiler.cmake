# Warnings are errors everywhere; ccache and mold are used where they are installed.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
                    -Wimplicit-fallthrough -Werror -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
include_directories(${PROJECT_SOURCE_DIR})

if(NATSOP_SANITIZE)
  # Lines and functions are enough for a report; with all of -g such a build takes 12 GB.
  add_compile_options(-fsanitize=${NATSOP_SANITIZE} -g1 -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${NATSOP_SANITIZE})
endif()
if(NATSOP_FUZZ)
  # libstdc++ 12 sorts through a function that it marks as deprecated; g++ is silent about its own headers, clang is not.
  add_compile_options(-Wno-deprecated-declarations)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# g++ 12 at -O2 reports these on correct code of its own standard library (PR 105329, PR 105562).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
endif()

find_program(NATSOP_CCACHE ccache)
if(NATSOP_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${NATSOP_CCACHE})
endif()
find_program(NATSOP_MOLD mold)
if(NATSOP_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
