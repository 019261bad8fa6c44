// SPDX-License-Identifier: MIT
#include "tests/guest/machine/canary.hpp"

#include <algorithm>

std::span<u8> Canary::bytes(unsigned bar, u64 offset, u64 size) const
{
    qxl::Resources const& r = device_->resources();
    return (bar == 0 ? r.ram : bar == 1 ? r.vram : r.vram64).subspan(offset, size);
}

template <class F> void Canary::for_each_run(F&& f) const
{
    device_->for_each_free_range(f);
    u64 const header_end = device_->rom_info().layout.header_offset + sizeof(qxl::wire::RamHeader);
    u64 const ram_end = device_->resources().ram.size();
    if (header_end < ram_end)
        f(0u, header_end, bytes(0, header_end, ram_end - header_end));
    for (unsigned bar : qxl::Device::bars)
        device_->heap(bar).for_each_block([&](qxl::Block const& b) {
            if (b.slack != 0)
                f(bar, b.offset + b.size - b.slack, bytes(bar, b.offset + b.size - b.slack, b.slack));
        });
}

void Canary::watch(qxl::Device& device)
{
    device_ = &device;
    for_each_run([&](unsigned bar, u64 offset, std::span<u8> run) { pattern(bar).fill(run, offset); });
}

void Canary::on_allocate(unsigned bar, qxl::Block const& block)
{
    if (device_ != nullptr)
        look(bar, block.offset, bytes(bar, block.offset, block.size), true);
}

void Canary::on_free(unsigned bar, qxl::Block const& block)
{
    if (device_ == nullptr)
        return;
    // The rounding was nobody's all the time.
    look(bar, block.offset + block.size - block.slack, bytes(bar, block.offset + block.size - block.slack, block.slack),
         false);
    pattern(bar).fill(bytes(bar, block.offset, block.size), block.offset);
}

Canary::Found Canary::locate(unsigned bar, oracle::Pattern::Mismatch const& mismatch) const
{
    Found found;
    found.mismatch = mismatch;
    found.bar = bar;
    u64 const at = mismatch.offset;
    u64 behind_end = 0, before_start = ~u64{0};
    auto consider = [&](std::string_view what, u32 tag, u64 offset, u64 size) {
        if (u64 const end = offset + size; end <= at && end >= behind_end) {
            behind_end = end;
            found.behind = {what, tag, at - end};
        } else if (offset > at && offset < before_start) {
            before_start = offset;
            found.before = {what, tag, offset - at - 1};
        }
    };
    device_->heap(bar).for_each_block(
        [&](qxl::Block const& b) { consider(b.purpose, b.tag, b.offset, b.size - b.slack); });
    if (bar == 0) {
        device_->for_each_surface([&](qxl::Surface& s) {
            if (s.id() == 0)
                consider(qxl::purpose::surface_primary, 0, s.bar_offset(), s.memory().size());
        });
        consider("ram_header", 0, device_->rom_info().layout.header_offset, sizeof(qxl::wire::RamHeader));
    }
    return found;
}

void Canary::look(unsigned bar, u64 offset, std::span<u8> run, bool at_allocation)
{
    auto const mismatch = pattern(bar).check(run, offset);
    if (!mismatch)
        return;
    if (found_size_ < most_found) {
        found_[found_size_] = locate(bar, *mismatch);
        found_[found_size_].at_allocation = at_allocation;
    }
    ++found_size_;
    pattern(bar).fill(run, offset);
}

void Canary::check(Check& check, std::string_view stage, Depth depth)
{
    Instant const start = now();
    u64 covered = 0, all = 0;
    for_each_run([&](unsigned bar, u64 offset, std::span<u8> run) {
        all += run.size();
        if (depth == Depth::complete || run.size() <= 2 * near_bytes) {
            covered += run.size();
            return look(bar, offset, run, false);
        }
        covered += 2 * near_bytes;
        look(bar, offset, run.first(near_bytes), false);
        look(bar, offset + run.size() - near_bytes, run.last(near_bytes), false);
    });
    check.detail("canary stage={} covered_bytes={} of_free_bytes={} us={}", stage, covered, all, (now() - start).us());
    for (Found const& f : std::span(found_).first(std::min(found_size_, most_found))) {
        check.detail("canary stage={} device={} bar={} offset={} bytes={} expected={} seen={} behind={} behind_tag={} "
                     "behind_by={} before={} before_tag={} before_by={} found={}",
                     stage, device_->index(), f.bar, hex(f.mismatch.offset), f.mismatch.bytes,
                     hex(f.mismatch.expected, 2), hex(f.mismatch.seen, 2), f.behind.what, f.behind.tag,
                     f.behind.distance, f.before.what, f.before.tag, f.before.distance,
                     f.at_allocation ? "when_allocated" : "while_free");
        check.fail(Report::Reason::of("canary overwritten at stage {}: device={} bar={} offset={}, {} bytes behind {} "
                                      "{}, {} bytes before {} {}",
                                      stage, device_->index(), f.bar, hex(f.mismatch.offset), f.behind.distance,
                                      f.behind.what, f.behind.tag, f.before.distance, f.before.what, f.before.tag)
                       .view());
    }
    if (found_size_ > most_found)
        check.detail("canary and {} more runs", found_size_ - most_found);
    found_size_ = 0;
}

void Canary::overwrite_guard()
{
    u8* last = nullptr;
    for (unsigned bar : qxl::Device::bars)
        device_->heap(bar).for_each_block([&](qxl::Block const& b) { last = bytes(bar, b.offset - 1, 1).data(); });
    ASSERT(last != nullptr);
    *last ^= 0x01;
}
