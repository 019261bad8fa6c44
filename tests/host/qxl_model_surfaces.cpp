// SPDX-License-Identifier: MIT
// The model's surfaces and its cursor: creation, destruction, and the commands that stay with the device meanwhile.
#include "tests/host/qxl_model.hpp"
#include "tests/host/qxl_model_load.hpp"

#include <cstdlib>
#include <cstring>

namespace qxl::test {

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
    compat_commands_ = false;
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

void Model::destroy_surface(u32 id)
{
    std::deque<Pending> keep;
    for (Pending const& p : drawables_)
        if (p.read.d.surface_id == id)
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

} // namespace qxl::test
