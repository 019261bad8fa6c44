// SPDX-License-Identifier: MIT
// The model's side of the rings: commands taken out, by the kick or by the server's thread, and releases put in.
#include "tests/host/qxl_model.hpp"
#include "tests/host/qxl_model_load.hpp"
#include "tests/host/qxl_reader.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace qxl::test {
namespace {

constexpr u32 free_bunch = 32;

} // namespace

void Model::take_commands()
{
    if (wrong.rings_not_read || stopped)
        return;
    while (take_one(ram().cmd_ring, false))
        ;
    while (take_one(ram().cursor_ring, true))
        ;
}

bool Model::take_one(wire::CommandRing& ring, bool cursor)
{
    std::lock_guard lock(mutex_);
    wire::RingHeader& h = ring.header;
    if (mode_ == Mode::vga || !guest_bug_.empty())
        return false;
    if (h.cons == load_acquire(h.prod)) {
        store_relaxed(h.notify_on_prod, h.cons + 1);
        full_fence();
        if (h.cons == load_acquire(h.prod))
            return false;
    }
    wire::Command const command = ring.items[h.cons % 32];
    store_release(h.cons, h.cons + 1);
    full_fence();
    if (h.cons == load_relaxed(h.notify_on_cons) && !wrong.no_ring_interrupt)
        raise(cursor ? wire::interrupt::cursor : wire::interrupt::display);
    cursor ? execute_cursor(command) : execute(command);
    return true;
}

void Model::serve()
{
    while (!quit_) {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
        if (stopped || wrong.rings_not_read || !kicked_)
            continue;
        bool const more = take_one(ram().cmd_ring, false) | take_one(ram().cursor_ring, true);
        if (!more)
            kicked_ = false;
    }
}

// Ends the test where the server would end QEMU.
ReadDrawable Model::read_as_server(wire::Physical command)
{
    Reader reader([this](wire::Physical address, u64 size) { return at(address, size); });
    ReadDrawable r = reader.drawable(command, compat_commands_);
    std::string problem = reader.problem();
    for (auto const* image : {&r.source, &r.mask, &r.brush, &r.back_brush})
        if (*image && (*image)->descriptor.type == wire::ImageType::surface &&
            surfaces_.count((*image)->surface_id) == 0)
            problem = "a surface that does not exist";
    if (!problem.empty()) {
        std::fprintf(stderr, "model: a drawable is wrong: %s\n", problem.c_str());
        std::abort();
    }
    return r;
}

void Model::execute(wire::Command const& command)
{
    auto const type = static_cast<wire::CommandType>(command.type);
    if (type == wire::CommandType::surface) {
        u8* c = at(command.data.value(), sizeof(wire::SurfaceCmd));
        if (c != nullptr)
            execute_surface(c);
        return;
    }
    if (type != wire::CommandType::draw) {
        std::fprintf(stderr, "model: command type %u would end QEMU\n", command.type);
        std::abort();
    }
    u8* c = at(command.data.value(), compat_commands_ ? sizeof(wire::CompatDrawable) : sizeof(wire::Drawable));
    if (c == nullptr)
        return;
    ReadDrawable read = read_as_server(command.data.value());
    auto const surface = surfaces_.find(read.d.surface_id);
    if (surface == surfaces_.end() || !read.d.bbox.rect().is_inside(surface->second.width, surface->second.height))
        return release(c);
    drawables_.push_back({c, std::move(read)});
}

void Model::release(u8* command)
{
    if (wrong.forget_release && !forgot_one_) {
        forgot_one_ = true;
        return;
    }
    wire::ReleaseRing& ring = ram().release_ring;
    wire::U64& item = ring.items[ring.header.prod % 8];
    u64 const id = load<u64>(command);
    if (item.value() == 0) {
        item = wire::U64::of(wrong.release_unknown ? 0x123456789 : id);
        first_id_ = id;
    } else {
        std::memcpy(last_release_, &id, sizeof id);
    }
    u64 const next = wrong.cyclic_chain ? first_id_ : 0;
    std::memcpy(command, &next, sizeof next);
    last_release_ = command;
    ++free_resources_;
    push_releases(false);
}

void Model::push_releases(bool flush)
{
    wire::RingHeader& h = ram().release_ring.header;
    if (h.prod - load_acquire(h.cons) + 1 == h.num_items || (!flush && (oom_running_ || free_resources_ < free_bunch)))
        return;
    u64 const head = ram().release_ring.items[h.prod % 8].value();
    store_release(h.prod, h.prod + 1);
    full_fence();
    ram().release_ring.items[h.prod % 8] = {};
    free_resources_ = 0;
    last_release_ = nullptr;
    if (h.prod == load_relaxed(h.notify_on_prod))
        raise(wire::interrupt::display);
    if (wrong.release_twice && head != 0)
        push_release(head);
}

void Model::push_release(u64 head)
{
    wire::ReleaseRing& ring = ram().release_ring;
    ring.items[ring.header.prod % 8] = wire::U64::of(head);
    store_release(ring.header.prod, ring.header.prod + 1);
    ring.items[ring.header.prod % 8] = {};
}

} // namespace qxl::test
