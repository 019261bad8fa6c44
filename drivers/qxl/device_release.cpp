// SPDX-License-Identifier: MIT
// What the device gives back: the release ring's chains, checked link by link against the ledger.
// Spec: spice-protocol 0.14, qxl_dev.h QXLReleaseInfo: id on the way in, next on the way out.
#include "drivers/qxl/device.hpp"

#include <cstring>
#include <string_view>

namespace qxl {
namespace {

// Entries without a chain are allowed, one for each FLUSH_RELEASE that found nothing. A device that pushes them without
// end must not hold us up.
constexpr u32 empty_entries_max = 4 * wire::release_ring_items;

bool is(Block const& block, char const* purpose) { return std::string_view(block.purpose) == purpose; }

} // namespace

Status Device::collect()
{
    for (u32 empty = 0; empty < empty_entries_max;) {
        ReleaseRing::Entry const entry = TRY(releases_.pop(!faults.no_release_notify));
        if (!entry.found)
            return {};
        if (entry.head == 0)
            ++empty;
        // Ends: each link is freed when it is passed, so a cycle shows as an id released twice.
        for (u64 id = entry.head; id != 0;)
            TRY(release(id, id));
    }
    return Error{Side::device, "release ring", Value::of(empty_entries_max, "entries without a chain at most"), "more",
                 "spice-protocol 0.14 qxl_dev.h QXLReleaseRing"};
}

// Takes one command back. `id` is looked up in the ledger, which says where the command lies: nothing that the device
// wrote is ever used as an address.
Status Device::release(u64 id, u64& next)
{
    Block const block = TRY(heap0_.take_back(id));
    std::memcpy(&next, resources_.ram.data() + block.offset, sizeof next);
    ++commands_released_;
    Status const status = released(block);
    if (faults.leak_command && std::string_view(block.purpose).starts_with("drawable.")) {
        faults.leak_command = false;
        return status;
    }
    TRY(heap0_.free(id));
    return status;
}

// What the release of a surface's commands means for the surface.
Status Device::released(Block const& block)
{
    if (!is(block, purpose::surface_create))
        return {};
    Surface& s = surfaces_[block.tag];
    if (s.create_block_ != block.id)
        return Error{Side::guest, "surface of a released create command", s.create_block_, block.id};
    s.create_block_ = 0;
    TRY(heap_of(s.bar_).take_back(s.data_block_));
    if (s.state_ == Surface::State::live)
        return Error{Side::device, "create command of a live surface", "kept until the surface is destroyed",
                     "released: the server refused it, or lost the surface", "spice server/display-channel.cpp"};
    if (s.state_ == Surface::State::dying) {
        TRY(heap_of(s.bar_).free(s.data_block_));
        forget_surface(s);
    }
    return {};
}

// True if the device holds a command that rendering, or something already submitted, will free.
bool Device::can_release() const
{
    bool found = false;
    heap0_.for_each_block([&](Block const& b) {
        bool const pinned = is(b, purpose::surface_create) ? surfaces_[b.tag].is_live() : b.id == cursor_block_;
        found = found || (b.owner == Owner::device && !pinned);
    });
    return found;
}

} // namespace qxl
