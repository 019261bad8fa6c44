// SPDX-License-Identifier: MIT
#include "acpi/known_tables.hpp"

namespace acpi {
namespace {

// Where a length is not certain from the specification at hand, that of the header.
constexpr u32 header = Sdt::header_size;
constexpr KnownTable tables[] = {
    {"AEST", "Arm Error Source", header},
    {"AGDI", "Arm Generic Diagnostic Dump and Reset", header},
    {"APIC", "Multiple APIC Description (MADT)", 44},
    {"APMT", "Arm Performance Monitoring Unit", header},
    {"ASF!", "Alert Standard Format", header},
    {"BDAT", "BIOS Data ACPI", header},
    {"BERT", "Boot Error Record", 48},
    {"BGRT", "Boot Graphics Resource", 56},
    {"BOOT", "Simple Boot Flag", 40},
    {"CCEL", "Confidential Computing Event Log", 56},
    {"CDIT", "Component Distance Information", header},
    {"CEDT", "CXL Early Discovery", header},
    {"CPEP", "Corrected Platform Error Polling", 44},
    {"CRAT", "Component Resource Attribute", header},
    {"CSRT", "Core System Resource", header},
    {"DBG2", "Debug Port 2", 44},
    {"DBGP", "Debug Port", 52},
    {"DMAR", "DMA Remapping", 48},
    {"DRTM", "Dynamic Root of Trust for Measurement", header},
    {"DSDT", "Differentiated System Description", header},
    {"ECDT", "Embedded Controller Boot Resource", 65},
    {"EINJ", "Error Injection", 48},
    {"ERST", "Error Record Serialization", 48},
    {"ETDT", "Event Timer Description", header},
    {"FACP", "Fixed ACPI Description (FADT)", 116},
    {"FACS", "Firmware ACPI Control Structure", 64},
    {"FPDT", "Firmware Performance Data", header},
    {"GTDT", "Generic Timer Description", 96},
    {"HEST", "Hardware Error Source", 40},
    {"HMAT", "Heterogeneous Memory Attribute", 40},
    {"HPET", "High Precision Event Timer", 56},
    {"IBFT", "iSCSI Boot Firmware", header},
    {"IORT", "I/O Remapping", 48},
    {"IVRS", "I/O Virtualization Reporting", 48},
    {"LPIT", "Low Power Idle", header},
    {"MCFG", "PCI Express Memory-Mapped Configuration", 44},
    {"MCHI", "Management Controller Host Interface", header},
    {"MHSP", "Microsoft Pluton Security Processor", header},
    {"MPAM", "Memory Partitioning and Monitoring", header},
    {"MPST", "Memory Power State", header},
    {"MSCT", "Maximum System Characteristics", 56},
    {"MSDM", "Microsoft Software Licensing", header},
    {"NBFT", "NVMe over Fabrics Boot Firmware", header},
    {"NFIT", "NVDIMM Firmware Interface", 40},
    {"OEM0", "of the manufacturer", header},
    {"OEM1", "of the manufacturer", header},
    {"OEM2", "of the manufacturer", header},
    {"PCCT", "Platform Communications Channel", 48},
    {"PDTT", "Platform Debug Trigger", 44},
    {"PHAT", "Platform Health Assessment", header},
    {"PMTT", "Platform Memory Topology", 40},
    {"PPTT", "Processor Properties Topology", header},
    {"PRMT", "Platform Runtime Mechanism", header},
    {"PSDT", "Persistent System Description", header},
    {"RASF", "RAS Feature", 48},
    {"RAS2", "RAS2 Feature", 40},
    {"RGRT", "Regulatory Graphics Resource", header},
    {"RHCT", "RISC-V Hart Capabilities", header},
    {"RSDT", "Root System Description", header},
    {"SBST", "Smart Battery Specification", 48},
    {"SDEI", "Software Delegated Exceptions", header},
    {"SDEV", "Secure Devices", header},
    {"SLIC", "Microsoft Software Licensing", header},
    {"SLIT", "System Locality Information", 44},
    {"SPCR", "Serial Port Console Redirection", 80},
    {"SPMI", "Server Platform Management Interface", header},
    {"SRAT", "System Resource Affinity", 48},
    {"SSDT", "Secondary System Description", header},
    {"STAO", "_STA Override", header},
    {"SVKL", "Storage Volume Key Location", header},
    {"SWFT", "SoundWire File", header},
    {"TCPA", "Trusted Computing Platform Alliance", 50},
    {"TDEL", "Trust Domain Extensions Event Log", header},
    {"TPM2", "Trusted Platform Module 2", 52},
    {"UEFI", "UEFI ACPI Data", 54},
    {"VIOT", "Virtual I/O Translation", 48},
    {"WAET", "Windows ACPI Emulated Devices", 40},
    {"WDAT", "Watchdog Action", header},
    {"WDDT", "Watchdog Description", header},
    {"WDRT", "Watchdog Resource", header},
    {"WPBT", "Windows Platform Binary", 52},
    {"WSMT", "Windows Security Mitigations", 40},
    {"XENV", "Xen Environment", header},
    {"XSDT", "Extended System Description", header},
};

} // namespace

KnownTable const* known_table(Signature signature)
{
    for (auto const& table : tables) {
        if (table.signature == signature)
            return &table;
    }
    return nullptr;
}

std::span<KnownTable const> known_tables() { return tables; }

} // namespace acpi
