// SPDX-License-Identifier: MIT
// Configuration space of every function, saved before sleep and restored after wake-up: the reset takes it away, and
// nobody else brings it back. Bridges and the LPC bridge come first, since what lies behind them needs them.
#pragma once

#include "drivers/pci/bus.hpp"
#include "kernel/pages.hpp"

namespace pci {

// One register that differs.
struct Difference {
    Address address;
    u16 offset;
    u32 saved, seen;
};

class Snapshot {
public:
    // Reads 256 bytes of every function of `bus`, which must outlive the snapshot.
    static Result<Snapshot> take(Bus const& bus);

    // Calls visit(Difference) for each register that is not as saved; `status`, whose bits record events, is left out.
    template <class Visitor> u32 differences(Visitor&& visit) const
    {
        u32 count = 0;
        for_each_register([&](Function const& f, u16 offset, u32 saved) {
            u32 seen = f.config.dword(offset) & compared(offset);
            if (seen != (saved & compared(offset))) {
                ++count;
                visit(Difference{f.address(), offset, saved & compared(offset), seen});
            }
        });
        return count;
    }

    // Writes back what differs and calls visit(Difference) for each such register: bridges before the rest, and of each
    // function first everything but `command`. A register that the function does not let be written stays different;
    // differences() tells. `without_bars_of`: a deliberate fault, one function stays without BARs and does not decode.
    template <class Visitor> void restore(Visitor&& visit, Address const* without_bars_of = nullptr) const
    {
        auto call = [](void* context, Difference const& d) {
            (*static_cast<std::remove_reference_t<Visitor>*>(context))(d);
        };
        restore_all({call, &visit}, without_bars_of);
    }

private:
    struct Saved {
        u32 registers[header_bytes / 4];
    };
    static constexpr u16 command_offset = command.offset;
    static constexpr u32 compared(u16 offset) { return offset == command_offset ? 0x0000'ffff : ~u32{0}; }

    // Who is told of a difference.
    struct Sight {
        void (*visit)(void* context, Difference const& difference);
        void* context;
    };

    Snapshot(Bus const& bus, Pages&& memory) : bus_(&bus), memory_(std::move(memory)) {}
    void restore_all(Sight sight, Address const* without_bars_of) const;
    void restore_function(Function const& f, Saved const& saved, bool with_bars, Sight sight) const;

    template <class Visitor> void for_each_register(Visitor&& visit) const
    {
        auto saved = memory_.as<Saved>();
        for (size_t n = 0; n < bus_->functions().size(); ++n)
            for (u16 offset = 0; offset < header_bytes; offset = static_cast<u16>(offset + 4))
                visit(bus_->functions()[n], offset, saved[n].registers[offset / 4]);
    }

    Bus const* bus_;
    Pages memory_;
};

} // namespace pci
