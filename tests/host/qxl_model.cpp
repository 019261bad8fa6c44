// SPDX-License-Identifier: MIT
#include "tests/host/qxl_model.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>

namespace qxl::test {
namespace {

using wire::Port;

// Bus addresses that differ from every host address, so that a mix-up cannot pass.
constexpr u64 ram_at = 0xf4000000, vram_at = 0xf8000000, vram64_at = 0x4'0000'0000;
constexpr u32 free_bunch = 32;
constexpr unsigned oom_drawables = 64;

template <class T> T load(u8 const* from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

} // namespace

Model::Model(ModelOptions const& options)
    : options_(options), ram_(options.ram_size), vram_(options.vram64 ? options.vram64_size : options.vram_size),
      rom_(8 * KiB)
{
    initialise_rom();
    reset();
    if (options.server_thread)
        thread_ = std::thread([this] { serve(); });
}

Model::~Model()
{
    quit_ = true;
    if (thread_.joinable())
        thread_.join();
}

Resources Model::resources()
{
    std::span<u8> const vram(vram_);
    return {ram_,
            vram.first(options_.vram_size),
            options_.vram64 ? vram : std::span<u8>{},
            rom_,
            Phys{ram_at},
            Phys{vram_at},
            Phys{vram64_at},
            *this,
            options_.revision,
            options_.is_vga,
            0,
            options_.atomics_reach_device,
            options_.interrupts};
}

void Model::initialise_rom()
{
    wire::Rom& r = rom();
    r = {};
    r.magic = wire::rom_magic;
    r.modes_offset = sizeof(wire::Rom);
    r.pages_offset = static_cast<u32>(options_.surface0_size);
    r.surface0_area_size = static_cast<u32>(options_.surface0_size);
    r.num_pages = static_cast<u32>((header_offset() - options_.surface0_size) / 4096);
    r.ram_header_offset = static_cast<u32>(header_offset());
    r.n_surfaces = options_.surfaces;
    r.slots_start = 1;
    r.slots_end = 7;
    r.slot_gen_bits = 8;
    r.slot_id_bits = 8;
    u32 const modes = 1;
    wire::Mode const mode{0, 640, 480, 32, 2560, 0, 0, 0};
    std::memcpy(&rom_[sizeof(wire::Rom)], &modes, sizeof modes);
    std::memcpy(&rom_[sizeof(wire::Rom) + 4], &mode, sizeof mode);
}

void Model::reset()
{
    surfaces_.clear();
    drawables_.clear();
    cursor_.reset();
    if (!wrong.keeps_memslots)
        for (Slot& s : slots_)
            s = {};
    wire::RamHeader& h = ram();
    h.magic = wire::ram_magic;
    h.int_mask = 0;
    h.int_pending = 0;
    if (!wrong.keeps_rings) {
        h.cmd_ring.header = {32, 0, 1, 0, 0};
        h.cursor_ring.header = {32, 0, 1, 0, 0};
        h.release_ring.header = {8, 0, 1, 0, 0};
        h.release_ring.items[0] = {};
    }
    line_ = false;
    last_release_ = nullptr;
    free_resources_ = 0;
    async_running_ = false;
    guest_bug_.clear();
    mode_ = options_.is_vga ? Mode::vga : Mode::undefined;
}

void Model::sleep_and_wake()
{
    std::lock_guard lock(mutex_);
    reset();
    if (options_.revision >= 4)
        ram().int_pending = wire::interrupt::client;
}

void Model::bug(std::string what)
{
    if (guest_bug_.empty())
        guest_bug_ = what;
    raise(wire::interrupt::error);
}

void Model::raise(u32 events)
{
    u32 const old = fetch_or(ram().int_pending, events);
    if ((old & events) != events)
        update_irq();
}

// The line follows the bits when it is looked at, not when they change.
void Model::update_irq()
{
    line_ = (load_acquire(ram().int_pending) & load_acquire(ram().int_mask)) != 0;
    if (!late_interrupts)
        deliver();
}

// Level-triggered: as long as the line is up, the handler is called again, and nothing else runs.
void Model::deliver()
{
    if (wrong.no_interrupts || !handler || in_handler_)
        return;
    in_handler_ = true;
    for (int n = 0; line_ && !line_stuck_; ++n) {
        handler();
        line_stuck_ = n == 1000;
    }
    in_handler_ = false;
}

u8* Model::at(wire::Physical address, u64 size)
{
    u64 const slot = address >> 56, offset = address & 0xffff'ffff'ffff;
    // The real one ends QEMU here.
    if (slot >= 8 || (address >> 48 & 0xff) != 0) {
        std::fprintf(stderr, "model: address %llx would end QEMU\n", static_cast<unsigned long long>(address));
        std::abort();
    }
    if (!slots_[slot].active || !contains(slots_[slot].size, offset, size)) {
        bug("address outside its slot");
        return nullptr;
    }
    return slots_[slot].start + offset;
}

void Model::add_memslot(u8 slot)
{
    u64 const from = ram().mem_slot.mem_start.value(), to = ram().mem_slot.mem_end.value();
    if (slot >= 8 || slots_[slot].active)
        return bug("memory slot already active");
    struct {
        u64 at;
        u64 size;
        u8* memory;
    } const bars[] = {{ram_at, ram_.size(), ram_.data()},
                      {vram_at, options_.vram_size, vram_.data()},
                      {vram64_at, options_.vram64 ? vram_.size() : 0, vram_.data()}};
    for (auto const& bar : bars)
        if (bar.size != 0 && from >= bar.at && to >= from && to <= bar.at + bar.size) {
            slots_[slot] = {true, bar.memory + (from - bar.at), to - from};
            return;
        }
    bug("memory slot in no BAR");
}

void Model::complete_async()
{
    if (wrong.async_never_ends)
        return;
    async_running_ = false;
    raise(wire::interrupt::io_cmd);
}

void Model::create_primary()
{
    wire::SurfaceCreate const c = ram().create_surface;
    u64 const size = static_cast<u64>(std::abs(c.stride)) * c.height;
    if (size > options_.surface0_size || c.stride % 4 != 0 || mode_ == Mode::native)
        return bug("primary surface refused");
    u8* memory = at(c.mem.value(), size);
    if (memory == nullptr)
        return;
    if ((c.flags & wire::surf_flag_keep_data) == 0)
        std::memset(memory, 0, size);
    surfaces_[0] = {nullptr, memory, c.width, c.height, c.format, c.stride};
    mode_ = Mode::native;
}

void Model::write8(u8 number, u8 value)
{
    std::lock_guard lock(mutex_);
    auto port = static_cast<Port>(number);
    if (late_interrupts)
        deliver();
    ++writes_[number];
    history_.push_back(port);
    if (!guest_bug_.empty() && port != Port::reset)
        return;
    u8 const io_size = options_.revision == 1 ? 8 : options_.revision == 2 ? 16 : 32;
    if (number >= io_size) {
        std::fprintf(stderr, "model: port %u is outside the I/O BAR of revision %u\n", number, options_.revision);
        std::abort();
    }
    bool const works_in_vga = port == Port::reset || port == Port::set_mode || port == Port::memslot_add ||
                              port == Port::memslot_del || port == Port::create_primary || port == Port::update_irq ||
                              port == Port::log || port == Port::memslot_add_async ||
                              port == Port::create_primary_async;
    if (mode_ == Mode::vga && !works_in_vga) {
        if (number >= 16)
            raise(wire::interrupt::io_cmd);
        return;
    }
    bool const is_async = number >= 16 && port != Port::flush_release;
    if (is_async) {
        if (async_running_)
            return bug("async started before the last one was complete");
        async_running_ = true;
    }
    switch (port) {
    case Port::notify_cmd:
    case Port::notify_cursor:
        kicked_ = true;
        if (!options_.server_thread)
            take_commands();
        break;
    case Port::update_area:
    case Port::update_area_async: {
        Rect const r = ram().update_area;
        if (r.is_empty() || r.left < 0 || r.top < 0 || ram().update_surface >= options_.surfaces)
            return bug("UPDATE_AREA refused");
        take_commands();
        render_until_surface(ram().update_surface);
        break;
    }
    case Port::update_irq:
        update_irq();
        break;
    case Port::notify_oom:
        if (ram().release_ring.header.prod == ram().release_ring.header.cons && !wrong.oom_does_nothing) {
            oom_running_ = true;
            take_commands();
            render_first(std::min<size_t>(drawables_.size(), oom_drawables));
            oom_running_ = false;
            if (free_resources_ != 0)
                push_releases(true);
        }
        break;
    case Port::reset:
        reset();
        break;
    case Port::memslot_add:
    case Port::memslot_add_async:
        add_memslot(value);
        break;
    case Port::memslot_del:
        slots_[value & 7] = {};
        break;
    case Port::create_primary:
    case Port::create_primary_async:
        create_primary();
        break;
    case Port::destroy_primary:
    case Port::destroy_primary_async:
        if (mode_ == Mode::native)
            destroy_surface(0);
        mode_ = Mode::undefined;
        reset_cursor();
        break;
    case Port::destroy_surface_wait:
    case Port::destroy_surface_async:
        if (surfaces_.count(value) == 0) {
            std::fprintf(stderr, "model: port %u with surface %u would end QEMU\n", number, value);
            std::abort();
        }
        render_until_surface(value);
        destroy_surface(value);
        break;
    case Port::destroy_all_surfaces:
    case Port::destroy_all_surfaces_async:
        mode_ = Mode::undefined;
        take_commands();
        destroy_all();
        break;
    case Port::flush_surfaces_async:
        take_commands();
        render_first(drawables_.size());
        break;
    case Port::flush_release:
        if (!wrong.flush_does_nothing)
            push_releases(true);
        break;
    default:
        return bug("unexpected port");
    }
    if (is_async && guest_bug_.empty())
        complete_async();
}

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
    u8* c = at(command.data.value(), sizeof(wire::Drawable));
    if (c == nullptr)
        return;
    auto const d = load<wire::Drawable>(c);
    auto const surface = surfaces_.find(d.surface_id);
    if (surface == surfaces_.end() || !d.bbox.rect().is_inside(surface->second.width, surface->second.height))
        return release(c);
    drawables_.push_back({c, d});
}

void Model::execute_surface(u8* c)
{
    auto const cmd = load<wire::SurfaceCmd>(c);
    u32 const id = cmd.surface_id;
    if (id >= options_.surfaces)
        return bug("surface id");
    if (cmd.type == wire::SurfaceCmdType::destroy) {
        if (surfaces_.count(id) != 0) {
            render_until_surface(id);
            destroy_surface(id);
        }
        return release(c);
    }
    auto const s = cmd.surface_create;
    u64 const size = static_cast<u64>(std::abs(s.stride)) * s.height;
    u8* memory = at(s.data, size);
    if (memory == nullptr || surfaces_.count(id) != 0)
        return release(c);
    if ((cmd.flags & wire::surf_flag_keep_data) == 0)
        std::memset(memory, 0, size);
    surfaces_[id] = {wrong.release_create_early ? nullptr : c, memory, s.width, s.height, s.format, s.stride};
    if (wrong.release_create_early)
        release(c);
}

void Model::execute_cursor(wire::Command const& command)
{
    u8* c = at(command.data.value(), sizeof(wire::CursorCmd));
    if (c == nullptr)
        return;
    auto const cmd = load<wire::CursorCmd>(c);
    switch (cmd.type) {
    case wire::CursorCmdType::set: {
        u8* shape = at(cmd.set.shape, sizeof(wire::Cursor));
        if (shape == nullptr ||
            at(cmd.set.shape, sizeof(wire::Cursor) + load<wire::Cursor>(shape).data_size) == nullptr)
            return release(c);
        reset_cursor();
        cursor_ = c;
        cursor_position_ = {cmd.set.position.x, cmd.set.position.y};
        return;
    }
    case wire::CursorCmdType::move:
        cursor_position_ = {cmd.position.x, cmd.position.y};
        return release(c);
    default:
        return release(c);
    }
}

// Everything up to the last drawable that touches the surface: more than the server does, never less.
void Model::render_until_surface(u32 surface)
{
    size_t n = 0;
    for (size_t i = 0; i < drawables_.size(); ++i) {
        wire::Drawable const& d = drawables_[i].drawable;
        if (d.surface_id == surface || d.surfaces_dest[0] == static_cast<i32>(surface))
            n = i + 1;
    }
    render_first(n);
}

void Model::render_first(size_t n)
{
    for (; n > 0; --n) {
        Pending const p = drawables_.front();
        drawables_.pop_front();
        render(p);
        release(p.command);
    }
}

void Model::render(Pending const& p)
{
    wire::Drawable const& d = p.drawable;
    if (surfaces_.count(d.surface_id) == 0)
        return;
    Rect const box = d.bbox.rect();
    if (d.clip.type == wire::ClipType::none)
        return draw(d, box);
    u8* clip = at(d.clip.data, sizeof(wire::ClipRects));
    if (clip == nullptr)
        return;
    auto const rects = load<wire::ClipRects>(clip);
    if (rects.chunk.data_size != rects.num_rects * sizeof(wire::PackedRect))
        std::abort(); // as the server does
    u8* list = at(d.clip.data + sizeof(wire::ClipRects), rects.chunk.data_size);
    for (u32 i = 0; list != nullptr && i < rects.num_rects; ++i) {
        Rect const r = load<wire::PackedRect>(list + i * sizeof(wire::PackedRect)).rect();
        Rect const both{std::max(r.top, box.top), std::max(r.left, box.left), std::min(r.bottom, box.bottom),
                        std::min(r.right, box.right)};
        if (!both.is_empty())
            draw(d, both);
    }
}

u8* Model::pixel(ModelSurface const& s, i32 x, i32 y) const
{
    i64 const line = s.stride < 0 ? static_cast<i64>(s.height) - 1 - y : y;
    return s.memory + line * std::abs(s.stride) +
           x * static_cast<i64>(bits_per_pixel(static_cast<Format>(s.format)) / 8);
}

void Model::draw(wire::Drawable const& d, Rect area)
{
    ModelSurface const& to = surfaces_.at(d.surface_id);
    size_t const bytes = bits_per_pixel(static_cast<Format>(to.format)) / 8;
    Rect const box = d.bbox.rect();
    if (d.type == wire::DrawType::fill) {
        u32 const color = d.fill.brush.color;
        for (i32 y = area.top; y < area.bottom; ++y)
            for (i32 x = area.left; x < area.right; ++x)
                std::memcpy(pixel(to, x, y), &color, bytes);
        return;
    }
    if (d.type == wire::DrawType::copy_bits) {
        std::vector<u8> saved(to.memory, to.memory + static_cast<size_t>(std::abs(to.stride)) * to.height);
        ModelSurface before = to;
        before.memory = saved.data();
        for (i32 y = area.top; y < area.bottom; ++y)
            for (i32 x = area.left; x < area.right; ++x)
                std::memcpy(pixel(to, x, y),
                            pixel(before, x - box.left + d.copy_bits.src_pos.x, y - box.top + d.copy_bits.src_pos.y),
                            bytes);
        return;
    }
    u8* image_at = at(d.copy.src_bitmap, sizeof(wire::Image));
    if (image_at == nullptr)
        return;
    auto const image = load<wire::Image>(image_at);
    Rect const src = d.copy.src_area.rect();
    ModelSurface from{};
    std::vector<u8> pixels;
    if (image.descriptor.type == wire::ImageType::surface) {
        if (surfaces_.count(image.surface_id) == 0)
            std::abort(); // as the server does
        from = surfaces_.at(image.surface_id);
    } else {
        for (wire::Physical chunk = image.bitmap.data; chunk != 0;) {
            u8* c = at(chunk, sizeof(wire::DataChunk));
            if (c == nullptr)
                return;
            auto const header = load<wire::DataChunk>(c);
            u8* data = at(chunk + sizeof header, header.data_size);
            pixels.insert(pixels.end(), data, data + header.data_size);
            chunk = header.next_chunk;
        }
        if (pixels.size() != u64{image.bitmap.stride} * image.bitmap.y)
            return bug("image data size");
        u32 const bits = image.bitmap.format == wire::BitmapFmt::bits_16 ? 16u : 32u;
        if (bits != bytes * 8)
            return; // conversions are not modelled
        from = {nullptr,        pixels.data(), image.bitmap.x,
                image.bitmap.y, to.format,     static_cast<i32>(image.bitmap.stride)};
    }
    for (i32 y = area.top; y < area.bottom; ++y)
        for (i32 x = area.left; x < area.right; ++x)
            std::memcpy(pixel(to, x, y), pixel(from, x - box.left + src.left, y - box.top + src.top), bytes);
}

void Model::destroy_surface(u32 id)
{
    std::deque<Pending> keep;
    for (Pending const& p : drawables_)
        if (p.drawable.surface_id == id)
            release(p.command);
        else
            keep.push_back(p);
    drawables_.swap(keep);
    u8* command = surfaces_.at(id).command;
    surfaces_.erase(id);
    if (command != nullptr)
        release(command);
}

void Model::destroy_all()
{
    for (Pending const& p : drawables_)
        release(p.command);
    drawables_.clear();
    while (!surfaces_.empty())
        destroy_surface(surfaces_.begin()->first);
    reset_cursor();
}

void Model::reset_cursor()
{
    if (cursor_)
        release(*cursor_);
    cursor_.reset();
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
