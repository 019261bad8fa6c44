// SPDX-License-Identifier: MIT
#include "tests/guest/machine/regression.hpp"

#include <cstring>

namespace wire = qxl::wire;

namespace regression {

Result<Scene> Scene::create(Test& t, qxl::Device& device)
{
    t.detail("path device={} form={}", device.index(), qxl::SleepPath(device).form());
    auto* primary = TRY(device.create_primary(primary_width, primary_height, qxl::Format::xrgb_32));
    auto* blank = TRY(device.create_surface(8, 8, qxl::Format::xrgb_32));
    TRY(device.update_all(*blank));
    return Scene{*primary, *blank};
}

u32 pixel(qxl::Surface const& s, u32 x, u32 y)
{
    u32 value;
    std::memcpy(&value, s.row(y).data() + size_t{x} * sizeof value, sizeof value);
    return value & 0xff'ffff;
}

Status fill_cells(qxl::Device& device, u32 count)
{
    for (u32 n = 0; n < count; ++n)
        TRY(device.fill(*device.primary(), cell_at(n), color_of(n)));
    return {};
}

u32 wrong_cells(qxl::Surface const& primary, u32 count)
{
    u32 wrong = 0;
    for (u32 n = 0; n < count; ++n) {
        qxl::Rect const r = cell_at(n);
        for (i32 y = r.top; y < r.bottom; ++y)
            for (i32 x = r.left; x < r.right; ++x)
                if (pixel(primary, static_cast<u32>(x), static_cast<u32>(y)) != color_of(n)) {
                    ++wrong;
                    x = r.right, y = r.bottom;
                }
    }
    return wrong;
}

u32 chains_waiting(qxl::Device& device)
{
    wire::RingHeader const& h = device.ram().release_ring.header;
    return load_acquire(h.prod) - load_relaxed(h.cons);
}

Result<u32> ask_until_held(qxl::Device& device, u64 held)
{
    TRY(device.collect());
    u32 asked = 0;
    u64 released = device.commands_released();
    for (Instant end = now() + device.limits.ring; device.heap(0).held() > held;) {
        device.io().write(wire::Port::notify_oom);
        ++asked;
        // The port does nothing while the ring holds something, or while the answer to the last one is under way: no
        // chain for a while is a reason to ask again.
        [[maybe_unused]] bool const answered = wait_until(10_ms, [&] { return chains_waiting(device) != 0; });
        TRY(device.collect());
        if (std::exchange(released, device.commands_released()) != device.commands_released())
            end = now() + device.limits.ring;
        else if (now() >= end)
            return Error{Side::device, "answer to NOTIFY_OOM: blocks that the device holds", Value::of(held, "blocks"),
                         Value::of(device.heap(0).held(), "blocks"), "spice-protocol 0.14 qxl_dev.h QXLReleaseRing"};
    }
    return asked;
}

Result<Night> Night::open(Test& t, qxl::Binding& device)
{
    Sleeper sleeper = TRY(Sleeper::open(machine()));
    TRY(sleeper.check_wake_source());
    return Night(t, device, std::move(sleeper));
}

Status Night::steps_0_to_5()
{
    TRY(path_.stop_producing());
    TRY(path_.notify_cmd());
    TRY(path_.notify_cursor());
    TRY(path_.flush_surfaces());
    TRY(path_.destroy_all_surfaces());
    TRY(path_.flush_release());
    return path_.nothing_held();
}

Status Night::sleep()
{
    auto slept = TRY(sleeper_.sleep(t_.report()));
    Sleeper::report_wake_up(t_.report(), slept);
    TRY(sleeper_.check_wake_up(slept.wake_up));
    if (slept.left_differences != 0)
        return Error{Side::guest, "registers of configuration space not restored", 0, slept.left_differences,
                     "PCI 3.0 6.2.5"};
    return path_.check_reset_state();
}

} // namespace regression
