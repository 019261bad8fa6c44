# SPDX-License-Identifier: MIT
# The guest kernel: one ELF file, started through Multiboot 1 (address fields) or Multiboot 2.
file(GLOB boot_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/boot/*.S")
set_source_files_properties(${boot_sources} PROPERTIES COMPILE_OPTIONS "-Wa,--fatal-warnings")

# An object library, not a static one: the linker would drop test files that nothing refers to.
add_library(guest_objects OBJECT ${boot_sources} ${portable_sources} ${machine_sources})
target_link_libraries(guest_objects PRIVATE warnings)
target_compile_definitions(guest_objects PRIVATE QXL_TEST_GUEST_VERSION="${PROJECT_VERSION}")
target_compile_options(guest_objects PRIVATE
  -ffreestanding -mgeneral-regs-only -mno-red-zone -mcmodel=small -fno-pic -fno-pie -fno-stack-protector
  -fno-asynchronous-unwind-tables -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -fcf-protection=none
  -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/= -fno-optimize-sibling-calls)

# GCC would turn the loops of memcpy and memset into calls of themselves.
set_source_files_properties("${PROJECT_SOURCE_DIR}/kernel/machine/memory_functions.cpp" PROPERTIES
  COMPILE_OPTIONS "-fno-tree-loop-distribute-patterns;-fno-builtin;-O3")

set(linker_script "${PROJECT_SOURCE_DIR}/boot/kernel.ld")
add_executable(qxl-test-guest $<TARGET_OBJECTS:guest_objects>)
set_target_properties(qxl-test-guest PROPERTIES SUFFIX ".elf" LINK_DEPENDS "${linker_script}")
target_link_options(qxl-test-guest PRIVATE
  -nostdlib -static -no-pie -Wl,-T,${linker_script} -Wl,--fatal-warnings -Wl,--build-id=none -Wl,-z,max-page-size=4096
  -Wl,-z,noexecstack -Wl,--gc-sections -Wl,-Map,${CMAKE_BINARY_DIR}/qxl-test-guest.map)

# The ISO boots the same file through GRUB and Multiboot 2: from BIOS, and from UEFI, whose GRUB carries the kernel with it
# in one file of few modules. That saves OVMF half a second over GRUB's own hybrid image.
set(iso "${CMAKE_BINARY_DIR}/qxl-test-guest.iso")
set(iso_root "${CMAKE_BINARY_DIR}/iso")
set(efi "${CMAKE_BINARY_DIR}/efi")
set(efi_image "${iso_root}/boot/efi.img")
add_custom_command(OUTPUT "${efi_image}"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${iso_root}/boot/grub" "${efi}"
  COMMAND "${CROSS_PREFIX}objcopy" --strip-debug "$<TARGET_FILE:qxl-test-guest>" "${iso_root}/boot/qxl-test-guest.elf"
  COMMAND "${CMAKE_COMMAND}" -E chdir "${iso_root}/boot"
    "${CMAKE_COMMAND}" -E tar cf "${efi}/memdisk.tar" --format=gnutar qxl-test-guest.elf
  COMMAND grub-mkimage -d /usr/lib/grub/x86_64-efi -O x86_64-efi -o "${efi}/bootx64.efi" -p "(memdisk)/"
    -c "${PROJECT_SOURCE_DIR}/boot/grub-efi.cfg" -m "${efi}/memdisk.tar" multiboot2 memdisk tar boot
  COMMAND "${CMAKE_COMMAND}" -E rm -f "${efi_image}"
  COMMAND mformat -C -f 2880 -i "${efi_image}" ::
  COMMAND mmd -i "${efi_image}" ::/EFI ::/EFI/BOOT
  COMMAND mcopy -i "${efi_image}" "${efi}/bootx64.efi" ::/EFI/BOOT/BOOTX64.EFI
  DEPENDS qxl-test-guest "${PROJECT_SOURCE_DIR}/boot/grub-efi.cfg"
  COMMENT "EFI image with GRUB"
  VERBATIM)
add_custom_command(OUTPUT "${iso}"
  COMMAND "${CMAKE_COMMAND}" -E copy "${PROJECT_SOURCE_DIR}/boot/grub.cfg" "${iso_root}/boot/grub/grub.cfg"
  COMMAND grub-mkrescue -d /usr/lib/grub/i386-pc --compress=no -o "${iso}" "${iso_root}"
    -eltorito-alt-boot -e boot/efi.img -no-emul-boot
  DEPENDS "${efi_image}" "${PROJECT_SOURCE_DIR}/boot/grub.cfg"
  COMMENT "ISO with GRUB"
  VERBATIM)
add_custom_target(iso DEPENDS "${iso}")
