# SPDX-License-Identifier: MIT
# Definition blocks of our own, compiled with iasl.
find_program(IASL iasl REQUIRED)

# Compiles each *.asl of `folder` to NAME.aml in the current binary folder; `out` becomes the list of them. More arguments
# are options of iasl.
function(compile_asl folder out)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.asl")
  set(compiled "")
  foreach(asl IN LISTS sources)
    get_filename_component(name "${asl}" NAME_WE)
    set(aml "${CMAKE_CURRENT_BINARY_DIR}/${name}.aml")
    add_custom_command(OUTPUT "${aml}"
      # -oa: no optimizations, the bytes are what the source says. -vw: warnings about what is wrong on purpose.
      COMMAND "${IASL}" -vs -vi -vr -oa ${ARGN} -p "${CMAKE_CURRENT_BINARY_DIR}/${name}" "${asl}" > "${name}.log"
      DEPENDS "${asl}" WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}" COMMENT "iasl ${name}.asl" VERBATIM)
    list(APPEND compiled "${aml}")
  endforeach()
  set(${out} "${compiled}" PARENT_SCOPE)
endfunction()
