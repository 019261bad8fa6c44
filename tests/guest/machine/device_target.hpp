// SPDX-License-Identifier: MIT
// The device's side of a scene: a scenes::Target that draws through the QXL driver.
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/pages.hpp"
#include "tests/guest/scenes/target.hpp"

#include <optional>

class DeviceTarget final : public scenes::Target {
public:
    // How begin() makes the primary: SET_MODE is compat mode, one surface of 32_xRGB in a size of the ROM's list.
    enum class PrimaryBy : u8 { create_primary, set_mode };

    // `device` must outlive the target; its surfaces are the target's from begin() on.
    static Result<DeviceTarget> open(qxl::Device& device, PrimaryBy how = PrimaryBy::create_primary);

    u32 surface_count() const { return count_; }
    qxl::Surface& surface(scenes::SurfaceRef ref) const;

    Status begin(u32 width, u32 height, oracle::PixelFormat format) override;
    Result<scenes::SurfaceRef> create_surface(u32 width, u32 height, oracle::PixelFormat format) override;
    Status fill(scenes::SurfaceRef on, oracle::Rect area, u32 rgb, scenes::Clip clip) override;
    Status copy(scenes::SurfaceRef on, oracle::Rect area, oracle::Image const& image, oracle::Point source,
                scenes::Clip clip) override;
    Status copy_surface(scenes::SurfaceRef on, oracle::Rect area, scenes::SurfaceRef from, oracle::Point source,
                        scenes::Clip clip) override;
    Status cursor_set(scenes::CursorImage const& cursor, oracle::Point position) override;
    Status cursor_move(oracle::Point position) override;
    Status cursor_hide() override;

    // Gives every surface back to the device; begin() does it by itself.
    Status end();
    // Has the device render every surface into its memory.
    Status render();

private:
    DeviceTarget(qxl::Device& device, PrimaryBy how, Pages&& surfaces, Pages&& clips)
        : device_(&device), how_(how), surfaces_(std::move(surfaces)), clips_(std::move(clips))
    {
    }
    // The clip list in the device's terms: the driver wants rectangles inside the surface. Nothing when none of it is
    // visible.
    std::optional<std::span<qxl::Rect const>> wire_clip(qxl::Surface const& on, scenes::Clip clip) const;

    qxl::Device* device_;
    PrimaryBy how_;
    Pages surfaces_; // qxl::Surface* by SurfaceRef
    Pages clips_;    // one clip list in the device's order of fields
    u32 count_ = 0;
};
