// SPDX-License-Identifier: MIT
// PCI on a bus of our own making.
#include "drivers/pci/assign.hpp"
#include "drivers/pci/snapshot.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <map>
#include <tuple>
#include <vector>

namespace {
using namespace pci;

struct FakeFunction {
    std::array<u8, 256> bytes{};
    std::array<u8, 256> writable{}; // bits that a write changes
    void set(u16 at, u32 value, unsigned size = 4) { std::memcpy(bytes.data() + at, &value, size); }
    void let_write(u16 at, u32 mask, unsigned size = 4) { std::memcpy(writable.data() + at, &mask, size); }
};

class FakeSpace final : public ConfigSpace {
public:
    FakeFunction& add(Address a, u16 vendor, u16 cls, u8 header = 0)
    {
        FakeFunction& f = functions[key(a)];
        f.set(0, vendor | 0x1234u << 16);
        f.set(0x0a, cls, 2);
        f.set(0x0e, header, 1);
        f.let_write(4, 0x0407, 2);
        return f;
    }
    // A memory BAR of `size` at `address`.
    void bar(FakeFunction& f, unsigned n, u64 size, u64 address, u32 kind = 0)
    {
        u64 mask = ~(size - 1);
        f.set(static_cast<u16>(0x10 + 4 * n), static_cast<u32>(address) | kind);
        f.let_write(static_cast<u16>(0x10 + 4 * n), static_cast<u32>(mask) & ((kind & 1) ? ~3u : ~15u));
        if ((kind & 6) == 4) {
            f.set(static_cast<u16>(0x14 + 4 * n), static_cast<u32>(address >> 32));
            f.let_write(static_cast<u16>(0x14 + 4 * n), static_cast<u32>(mask >> 32));
        }
    }
    u32 read(Address a, u16 offset) override
    {
        auto found = functions.find(key(a));
        u32 value = ~u32{0};
        if (found != functions.end())
            std::memcpy(&value, found->second.bytes.data() + offset, 4);
        return value;
    }
    void write(Address a, u16 offset, u32 value) override { write_part(a, offset, value, 4); }
    void write_part(Address a, u16 offset, u32 value, unsigned size) override
    {
        auto found = functions.find(key(a));
        ASSERT_NE(found, functions.end());
        writes.push_back({a, offset});
        for (unsigned n = 0; n < size; ++n) {
            u8 mask = found->second.writable[offset + n];
            u8& byte = found->second.bytes[offset + n];
            byte = static_cast<u8>((byte & ~mask) | (value >> 8 * n & mask));
        }
    }
    static std::tuple<u8, u8, u8> key(Address a) { return {a.bus, a.device, a.function}; }
    std::map<std::tuple<u8, u8, u8>, FakeFunction> functions;
    std::vector<std::pair<Address, u16>> writes;
};

FakeFunction& add_bridge(FakeSpace& space, Address a, u8 secondary)
{
    FakeFunction& f = space.add(a, 0x8086, 0x0604, 1);
    f.set(0x19, secondary, 1);
    return f;
}
} // namespace

TEST(PciBus, FindsFunctionsBehindBridgesAndMultiFunctionDevices)
{
    FakeSpace space;
    space.add({0, 0, 0}, 0x8086, 0x0600);
    space.add({0, 3, 0}, 0x8086, 0x0601, 0x80);
    space.add({0, 3, 5}, 0x8086, 0x0101);
    space.add({0, 4, 0}, 0x8086, 0x0101);
    space.add({0, 4, 1}, 0x8086, 0x0101); // not there: 4.0 is not multi-function
    add_bridge(space, {0, 5, 0}, 1);
    add_bridge(space, {1, 0, 0}, 2);
    space.add({2, 31, 0}, 0x1b36, 0x0300);
    Bus bus;
    ASSERT_TRUE(bus.enumerate(space));
    std::vector<std::string> seen;
    for (Function const& f : bus.functions()) {
        auto name = FixedText<16>::of("{}", f.address());
        seen.emplace_back(name.view());
    }
    EXPECT_EQ(seen,
              (std::vector<std::string>{"00:00.0", "00:03.0", "00:03.5", "00:04.0", "00:05.0", "01:00.0", "02:1f.0"}));
    EXPECT_TRUE(bus.findings().empty());
    EXPECT_EQ(bus.bridge_to(2)->address(), (Address{1, 0, 0}));
    EXPECT_EQ(bus.bridge_to(0), nullptr);
}

TEST(PciBus, BridgesThatPointBackOrToOneBusEndTheWalk)
{
    FakeSpace space;
    space.add({0, 0, 0}, 0x8086, 0x0600);
    add_bridge(space, {0, 1, 0}, 0); // back to itself
    add_bridge(space, {0, 2, 0}, 1);
    add_bridge(space, {0, 3, 0}, 1); // the same bus again
    space.add({1, 0, 0}, 0x1b36, 0x0300);
    Bus bus;
    ASSERT_TRUE(bus.enumerate(space));
    EXPECT_EQ(bus.functions().size(), 5u);
    EXPECT_EQ(bus.findings().size(), 2u);
}

TEST(PciBus, AnEmptyBusIsAnError)
{
    FakeSpace space;
    Bus bus;
    EXPECT_FALSE(bus.enumerate(space));
}

TEST(PciBar, KindsAndSizes)
{
    FakeSpace space;
    FakeFunction& f = space.add({0, 0, 0}, 0x1b36, 0x0300);
    f.set(4, 3, 2);
    space.bar(f, 0, 64 * MiB, 0xf400'0000);
    space.bar(f, 1, 32, 0xc000, 1);
    space.bar(f, 2, 8 * GiB, 0x80'0000'0000, 0xc);
    space.bar(f, 4, 4096, 0, 8);
    Access access(space, {0, 0, 0});
    auto ram = read_bar(access, 0, 6), io = read_bar(access, 1, 6), big = read_bar(access, 2, 6),
         unassigned = read_bar(access, 4, 6), none = read_bar(access, 5, 6);
    ASSERT_TRUE(ram && io && big && unassigned && none);
    EXPECT_TRUE(ram->kind == Bar::Kind::memory32 && ram->size == 64 * MiB && ram->address == 0xf400'0000 &&
                !ram->is_prefetchable);
    EXPECT_TRUE(io->kind == Bar::Kind::io && io->size == 32 && io->address == 0xc000);
    EXPECT_TRUE(big->kind == Bar::Kind::memory64 && big->size == 8 * GiB && big->address == 0x80'0000'0000 &&
                big->is_prefetchable);
    EXPECT_TRUE(unassigned->kind == Bar::Kind::memory32 && !unassigned->is_assigned() && unassigned->size == 4096);
    EXPECT_EQ(none->kind, Bar::Kind::none);
    EXPECT_EQ(access.in(command), 3u);
    EXPECT_EQ(access.in(bar_register(0)), 0xf400'0000u);
}

TEST(PciBar, NonsenseIsAnError)
{
    FakeSpace space;
    FakeFunction& f = space.add({0, 0, 0}, 0x1b36, 0x0300);
    space.bar(f, 5, 4096, 0, 4); // 64-bit in the last register
    f.let_write(0x10, 0x00ff'0000);
    Access access(space, {0, 0, 0});
    EXPECT_FALSE(read_bar(access, 5, 6));
    EXPECT_FALSE(read_bar(access, 0, 6)) << "a size that is no power of two";
    f.set(0x14, 2);
    f.let_write(0x14, 0xffff'f000);
    EXPECT_FALSE(read_bar(access, 1, 6)) << "reserved memory type";
}

TEST(PciSnapshot, RestoresEverythingAndBridgesFirst)
{
    FakeSpace space;
    FakeFunction& qxl = space.add({0, 2, 0}, 0x1b36, 0x0300);
    space.bar(qxl, 0, 64 * MiB, 0xf400'0000);
    qxl.set(4, 3, 2);
    FakeFunction& lpc = space.add({0, 31, 0}, 0x8086, 0x0601);
    lpc.set(0x40, 0x601);
    lpc.let_write(0x40, 0xffff);
    Bus bus;
    ASSERT_TRUE(bus.enumerate(space));
    auto snapshot = Snapshot::take(bus);
    ASSERT_TRUE(snapshot);

    auto reset = [&] {
        qxl.set(4, 0, 2);
        qxl.set(0x10, 0);
        lpc.set(0x40, 1);
        space.writes.clear();
    };
    reset();
    EXPECT_EQ(snapshot->differences([](Difference const&) {}), 3u);
    std::vector<u16> told;
    snapshot->restore([&](Difference const& d) { told.push_back(d.offset); });
    EXPECT_EQ(told, (std::vector<u16>{0x40, 0x04, 0x10}));
    EXPECT_EQ(snapshot->differences([](Difference const&) {}), 0u);
    EXPECT_EQ(space.writes.front().first, (Address{0, 31, 0}));
    EXPECT_EQ(space.writes.back(), (std::pair{Address{0, 2, 0}, u16{4}}));

    reset();
    Address const without{0, 2, 0};
    snapshot->restore([](Difference const&) {}, &without);
    EXPECT_EQ(snapshot->differences([](Difference const&) {}), 2u) << "BAR and command: it must not decode address 0";
}

TEST(PciSnapshot, StatusBitsAreNotWritten)
{
    FakeSpace space;
    FakeFunction& f = space.add({0, 0, 0}, 0x8086, 0x0600);
    f.set(4, 0x0280'0003);
    f.let_write(6, 0xffff, 2);
    Bus bus;
    ASSERT_TRUE(bus.enumerate(space));
    auto snapshot = Snapshot::take(bus);
    f.set(4, 0);
    snapshot->restore([](Difference const&) {});
    EXPECT_EQ(space.read({0, 0, 0}, 4), 0x0000'0003u);
}

TEST(PciAssign, PlacesWhatIsUnassignedBesideTheRest)
{
    FakeSpace space;
    FakeFunction& a = space.add({0, 1, 0}, 0x1b36, 0x0380);
    space.bar(a, 0, 64 * MiB, 0);
    space.bar(a, 1, 32, 0, 1);
    space.bar(a, 2, 4 * MiB, 0, 0xc);
    FakeFunction& b = space.add({0, 2, 0}, 0x8086, 0x0200);
    space.bar(b, 0, 64 * MiB, 0x1000'0000);
    space.bar(b, 1, 64, 0xc000, 1);
    space.bar(b, 2, 64, 0x700, 1); // a mainboard port says nothing about where I/O BARs go
    Bus bus;
    ASSERT_TRUE(bus.enumerate(space));
    Range taken[] = {{0x1400'0000, 0x1500'0000}};
    auto placed = assign_unassigned(bus, {{0x1000'0000, 0x2000'0000}, taken});
    ASSERT_TRUE(placed);
    EXPECT_EQ(*placed, 3u);
    EXPECT_EQ(space.read({0, 1, 0}, 0x10), 0x1800'0000u);
    EXPECT_EQ(space.read({0, 1, 0}, 0x14), 0xc040u | 1);
    EXPECT_EQ(space.read({0, 1, 0}, 0x18), 0x1500'0000u | 0xc);
    EXPECT_EQ(space.read({0, 1, 0}, 0x1c), 0u);
}

TEST(PciAssign, NoRoomIsAnError)
{
    FakeSpace space;
    FakeFunction& a = space.add({0, 1, 0}, 0x1b36, 0x0380);
    space.bar(a, 0, 64 * MiB, 0);
    Bus bus;
    ASSERT_TRUE(bus.enumerate(space));
    EXPECT_FALSE(assign_unassigned(bus, {{0x1000'0000, 0x1200'0000}, {}}));
    EXPECT_FALSE(assign_unassigned(bus, {{0, 0}, {}}));
}

TEST(PciAssign, BehindABridgeOnlyItsWindowCounts)
{
    FakeSpace space;
    space.add({0, 0, 0}, 0x8086, 0x0600);
    FakeFunction& bridge = add_bridge(space, {0, 1, 0}, 1);
    bridge.set(0x20, 0xfe00u | 0xfe10u << 16); // 0xfe000000 to 0xfe1fffff
    FakeFunction& f = space.add({1, 0, 0}, 0x1b36, 0x0380);
    space.bar(f, 0, MiB, 0);
    space.bar(f, 1, 4 * MiB, 0);
    Bus bus;
    ASSERT_TRUE(bus.enumerate(space));
    EXPECT_FALSE(assign_unassigned(bus, {{0x1000'0000, 0x2000'0000}, {}})) << "4 MiB do not fit";
    EXPECT_EQ(space.read({1, 0, 0}, 0x10), 0xfe00'0000u);
}
