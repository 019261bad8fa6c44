// SPDX-License-Identifier: MIT
// From the end of the assembly to the end of the run.
#include "acpi/machine/physical_memory.hpp"
#include "acpi/machine/registers.hpp"
#include "acpi/sleep_sequence.hpp"
#include "acpi/sleep_state.hpp"
#include "drivers/pci/assign.hpp"
#include "drivers/pci/machine/mechanism1.hpp"
#include "kernel/machine/deliberate_fault.hpp"
#include "kernel/machine/exit.hpp"
#include "kernel/machine/fw_cfg.hpp"
#include "kernel/machine/irq.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/machine/page_allocator.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/machine/panic.hpp"
#include "kernel/machine/serial.hpp"
#include "kernel/machine/test_runner.hpp"
#include "kernel/machine/x86.hpp"

#include <algorithm>
#include <array>
#include <new>

extern "C" [[noreturn]] void kernel_main(u32 loader_magic, u32 loader_info);

namespace {
// Objects that live as long as the kernel, without static constructors: built in place at boot, never destroyed.
template <class T> class Permanent {
public:
    template <class... Args> T& build(Args&&... args) { return *new (bytes_) T(std::forward<Args>(args)...); }
    T& operator*() { return *reinterpret_cast<T*>(bytes_); }

private:
    alignas(T) std::byte bytes_[sizeof(T)];
};
constinit Permanent<Machine> the_machine{};
constinit Permanent<Report> the_report{};
constinit Permanent<acpi::PhysicalMemory> physical_memory{};
constinit Permanent<pci::Mechanism1> config_space{};

Status read_command_line(BootInfo& boot)
{
    // Under -kernel the boot loader's line already is QEMU's; through GRUB the line is the ISO's, and QEMU's comes
    // beside it.
    if (!boot.is_multiboot2())
        return {};
    char words[512];
    size_t size = TRY(fw_cfg::read_file("opt/org.qxl-test-guest/cmdline", words));
    return size == 0 ? Status{} : boot.append({words, size});
}

[[noreturn]] void end_for_usage(Report& report, std::string_view token, std::string_view reason)
{
    report.begin(QXL_TEST_GUEST_VERSION, token);
    report.detail("error {}", reason);
    report.end(ExitCode::usage);
    exit_machine(ExitCode::usage);
}

// Soft-off, for machines without isa-debug-exit. Fails when ACPI did not say how. After a crash nothing is evaluated:
// that may be what crashed.
Status power_off_by_acpi(ExitCode code)
{
    constexpr unsigned soft_off = 5;
    bool const has_crashed = code == ExitCode::crash;
    auto& aml = *TRY(machine().aml.get());
    auto& fadt = *TRY(machine().fadt.get());
    auto const type =
        TRY(has_crashed ? acpi::sleep_type(aml.names(), soft_off) : acpi::sleep_type(aml.evaluator(), soft_off));
    acpi::NoSleepMethods no_methods;
    acpi::SleepMethods& methods = has_crashed ? static_cast<acpi::SleepMethods&>(no_methods) : aml.sleep_methods();
    auto sequence = TRY(acpi::SleepSequence::open(acpi::machine_registers(), fadt, {}, methods));
    sequence.announce({soft_off, type.a, type.b});
    // A platform that could not prepare itself is turned off all the same.
    [[maybe_unused]] auto const prepared = sequence.prepare(0);
    sequence.arm(0);
    return sequence.enter();
}

void power_off(ExitCode code)
{
    // The last line has been said.
    [[maybe_unused]] auto const still_on = power_off_by_acpi(code);
}

Status start_aml(Machine& m, pci::ConfigSpace& config)
{
    return m.aml.build().start(*TRY(m.tables.get()), *TRY(m.fadt.get()), m.boot, config);
}

void find_machine(Machine& m)
{
    auto tables = acpi::Tables::load(physical_memory.build(), {.copy = m.boot.rsdp()});
    PmTimer timer{};
    if (tables) {
        m.fadt.set(tables->fadt());
        if (auto fadt = m.fadt.get(); fadt && (*fadt)->pm_tmr_blk.space == acpi::AddressSpace::system_io)
            timer = {static_cast<u16>((*fadt)->pm_tmr_blk.address), (*fadt)->pm_timer_is_32_bit()};
    } else {
        m.fadt.set(tables.error());
    }
    m.tables.set(std::move(tables));
    m.clock.set(clock::calibrate(timer));
    pci::Mechanism1& config = config_space.build();
    pci::Bus& bus = m.pci.build();
    if (auto status = bus.enumerate(config); !status)
        m.pci.set(status.error());
    if (auto status = start_aml(m, config); !status)
        m.aml.set(status.error());
    m.assigned_bars.set(assign_bars(m));
    if (m.options.wake == Wake::rtc || m.options.wake == Wake::automatic)
        m.alarm.set(rtc::Alarm::open());
    if (auto alarm = m.alarm.get())
        (*alarm)->arm();
}
} // namespace

Machine& machine() { return *the_machine; }

bool atomics_reach_devices(Machine& m)
{
    constexpr u32 hypervisor_present = u32{1} << 31; // CPUID 1, ECX
    constexpr u32 hypervisor_leaf = 0x4000'0000;
    constexpr u32 tcg_signature = 0x5447'4354; // "TCGT", the first quarter of QEMU's
    if (!(x86::cpuid(1).ecx & hypervisor_present) || x86::cpuid(hypervisor_leaf).ebx != tcg_signature)
        return true;
    auto tables = m.tables.get();
    if (!tables)
        return true;
    auto madt = (*tables)->madt();
    unsigned possible_cpus = 0;
    if (madt)
        for (auto entries = madt->entries(); auto entry = entries.next();)
            possible_cpus +=
                entry->type == acpi::Madt::Type::local_apic || entry->type == acpi::Madt::Type::local_x2apic;
    return possible_cpus != 1;
}

Result<u32> assign_bars(Machine& m)
{
    pci::Bus& bus = *TRY(m.pci.get());
    // Everything from the end of low RAM to the first interrupt controller that the memory map does not claim.
    acpi::Madt const madt = TRY((*TRY(m.tables.get())).madt());
    u64 end = raw(madt.local_apic_address());
    for (unsigned n = 0; auto io_apic = madt.io_apic(n); ++n)
        end = std::min(end, raw(io_apic->address));
    std::array<pci::Range, 128> taken{};
    size_t size = 0;
    u64 ram_end = 0;
    for (MemoryRegion const& region : m.boot.memory()) {
        taken[size++] = {region.base, region.end()};
        if (region.type == MemoryRegion::usable && region.end() <= 4 * GiB)
            ram_end = std::max(ram_end, region.end());
    }
    return pci::assign_unassigned(bus, {{align_up(ram_end, MiB), end}, std::span(taken).first(size)});
}

void kernel_main(u32 loader_magic, u32 loader_info)
{
    serial::init();
    init_cpu();
    Report& report = the_report.build(serial::sink());
    set_panic_report(&report);

    Machine& m = the_machine.build();
    auto boot_status = BootInfo::read(loader_magic, loader_info, m.boot);
    if (boot_status)
        boot_status = read_command_line(m.boot);
    if (!boot_status)
        end_for_usage(report, "none", FixedText<256>::of("{}", boot_status.error()).view());
    page_allocator::init(m.boot);
    paging::init();
    irq::init();

    BadOption bad{};
    bool is_understood = parse_options(without_file_name(m.boot.command_line()), m.options, bad);
    if (!is_understood)
        end_for_usage(report, m.options.token,
                      FixedText<256>::of("command line word '{}': {}", bad.word, bad.why).view());
    u32 planned = test_runner::count(m.options);
    if (planned == 0)
        end_for_usage(
            report, m.options.token,
            FixedText<256>::of("no test matches groups={} tests={}", m.options.groups, m.options.tests).view());
    report.begin(QXL_TEST_GUEST_VERSION, m.options.token);
    report.plan(planned);

    find_machine(m);
    set_power_off(power_off);
    report.detail("machine memory_bytes={} boot={} loader={} firmware={} tsc_hz={} atomics_reach_devices={}",
                  m.boot.usable_bytes(), m.boot.is_multiboot2() ? "multiboot2" : "multiboot1", m.boot.loader(),
                  m.boot.is_uefi() ? "uefi" : "bios", m.clock.get() ? (*m.clock.get())->tsc_hz : 0,
                  atomics_reach_devices(m));
    x86::sti();
    commit_deliberate_fault(m.options.fault);
    test_runner::run(m.options, report);
    m.alarm.reset();
    if (m.options.fault == Break::truncate)
        exit_machine(ExitCode::pass);
    exit_machine(report.finish());
}
